# The hostile library (tests/support/hostile/README.md): a program of the machine that builds, also where what it is
# played to is built for Windows.  NTMS_HOSTILE_LIBRARY is its path, the target is called hostile_library.
file(GLOB sources CONFIGURE_DEPENDS "${tests}/support/hostile/*.c")
if(WIN32)
  find_program(NTMS_HOST_CC NAMES cc gcc REQUIRED)
  file(GLOB headers CONFIGURE_DEPENDS "${tests}/support/hostile/*.h")
  set(NTMS_HOSTILE_LIBRARY "${CMAKE_BINARY_DIR}/hostile/hostile_library")
  file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/hostile")
  add_custom_command(OUTPUT "${NTMS_HOSTILE_LIBRARY}" VERBATIM
    DEPENDS ${sources} ${headers} COMMENT "Building the hostile library"
    COMMAND "${NTMS_HOST_CC}" -std=c11 -D_POSIX_C_SOURCE=200809L -O1 -g "-I${tests}"
      "-ffile-prefix-map=${CMAKE_SOURCE_DIR}=." -o "${NTMS_HOSTILE_LIBRARY}" ${sources} -pthread)
  add_custom_target(hostile_library ALL DEPENDS "${NTMS_HOSTILE_LIBRARY}")
else()
  find_package(Threads REQUIRED)
  add_executable(hostile_library ${sources})
  target_include_directories(hostile_library PRIVATE "${tests}")
  target_link_libraries(hostile_library PRIVATE ntms_compile Threads::Threads)
  set_target_properties(hostile_library PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  set(NTMS_HOSTILE_LIBRARY "${CMAKE_BINARY_DIR}/tests/hostile_library")

  # Its devices without a wire, for tests/fuzz/record_scenarios.sh.
  list(FILTER sources EXCLUDE REGEX "/main\\.c$")
  add_executable(record_answers EXCLUDE_FROM_ALL "${tests}/fuzz/record/record_answers.c" ${sources})
  target_include_directories(record_answers PRIVATE "${tests}")
  target_link_libraries(record_answers PRIVATE ntms_compile Threads::Threads)
  set_target_properties(record_answers PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
endif()

# The words that run a command beside it, before those that run the test; the folder NAME is for its log.
function(ntms_with_hostile out name)
  set(${out} "${tests}/support/with-hostile.sh" -d "${CMAKE_BINARY_DIR}/hostile/${name}"
    -p "${NTMS_HOSTILE_LIBRARY}" -- PARENT_SCOPE)
endfunction()
