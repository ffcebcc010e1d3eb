# Tests, found by their place: tests/<room>/test_<name>.c is the program and ctest test
# <room>_<name>, labelled with its room.
#
#   most rooms    linked with their room and those below, so that they reach the inside
#   conformance   the public headers and the built library alone
#   abi           the public headers; loads the built library by name
#   tgt           all rooms, and a virtual tape library running for each (tests/support/with-vtl.sh)
#   spti          for Windows: the same, and the library hangs on a SCSI adapter (tests/support/with-bus.sh)
#   hostile       all rooms, and a hostile library for each (tests/support/with-hostile.sh)
#   *_mingw.c     the headers and the import library of mingw itself, not ours
#   *_memory.c    allocations go through tests/support/failing_memory.h
#   *_steps.c     steps of SQL go through tests/support/failing_steps.h
#   *_win32.c, *_posix.c   on that platform only; the same ending means the same in support
#
# Other .c files of a room are helpers, linked to each of its tests.  tests/<room>/test_<name>.sh is
# a test too; its arguments are the words that run rsm.
set(NTMS_TEST_ROOMS
  "platform;model;store;scsi;label;core;work;api;cli;abi;conformance;tgt" CACHE STRING
  "Rooms whose tests are built; hostile comes with tgt, and so does spti on Windows")
set(NTMS_FUZZ_SECONDS 5 CACHE STRING "How long ctest runs each fuzzer")
set(tests "${CMAKE_SOURCE_DIR}/tests")

find_package(cmocka CONFIG REQUIRED)
if(NOT TARGET cmocka::cmocka) # before 1.1.6 its configuration makes none
  add_library(cmocka::cmocka UNKNOWN IMPORTED)
  find_library(CMOCKA_LIBRARY cmocka REQUIRED)
  find_path(CMOCKA_INCLUDE cmocka.h REQUIRED)
  set_target_properties(cmocka::cmocka PROPERTIES
    IMPORTED_LOCATION "${CMOCKA_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${CMOCKA_INCLUDE}")
endif()

# What every test program gets.
add_library(test_base INTERFACE)
target_include_directories(test_base INTERFACE "${tests}")
target_compile_definitions(test_base INTERFACE "NTMS_TEST_DATA=\"${tests}/data\"")
if(NTMS_SANITIZE) # sweeps take steps then: every_command.h
  target_compile_definitions(test_base INTERFACE NTMS_SANITIZED=1)
endif()
target_link_libraries(test_base INTERFACE ntms_compile cmocka::cmocka ${CMAKE_DL_LIBS})
set(inside_includes "$<TARGET_PROPERTY:ntms_api,INTERFACE_INCLUDE_DIRECTORIES>")

# tests/support; what it needs of the rooms is linked with each test, as far as the test needs it.
ntms_glob(support "${tests}/support/*.c")
list(FILTER support EXCLUDE REGEX "/canary\\.c$")
add_library(ntms_test_support STATIC ${support})
target_link_libraries(ntms_test_support PUBLIC test_base)
target_include_directories(ntms_test_support PUBLIC ${inside_includes})

# What a test sees of the world: no user's database, a folder of its own, and Wine without a word.
set(environment "ASAN_OPTIONS=detect_leaks=1" "UBSAN_OPTIONS=print_stacktrace=1")
set(run_test)
if(WIN32)
  # One Wine prefix for all builds: it takes a gigabyte.  See cmake/deps/wine32.sh.
  set(environment DISPLAY= WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml=
    "WINEPREFIX=${CMAKE_SOURCE_DIR}/build/wine" "WINEDLLPATH=${CMAKE_SOURCE_DIR}/build/wine32")
  if(NOT CMAKE_HOST_WIN32)
    # Exit status 0 is no proof that Wine ran anything; the script looks for more.
    set(run_test "${tests}/support/wine-run.sh")
  endif()

  add_executable(canary "${tests}/support/canary.c")
  target_link_libraries(canary PRIVATE ntms_compile ws2_32)
  add_test(NAME canary COMMAND ${run_test} $<TARGET_FILE:canary>)
  set_tests_properties(canary PROPERTIES
    FIXTURES_SETUP canary TIMEOUT 180 ENVIRONMENT "${environment}" LABELS canary)
endif()

set(test_rooms ${NTMS_TEST_ROOMS})
if("tgt" IN_LIST NTMS_TEST_ROOMS)
  list(APPEND test_rooms hostile)
  list(REMOVE_DUPLICATES test_rooms)
endif()
if(NTMS_ISCSI)
  include(ntms_hostile)
endif()
if(WIN32 AND NOT CMAKE_HOST_WIN32 AND "tgt" IN_LIST NTMS_TEST_ROOMS)
  include(ntms_spti)
  list(APPEND test_rooms spti)
endif()

# ntms_test_properties(NAME ROOM [SETTINGS]): how ctest runs the test NAME; settings for its environment
function(ntms_test_properties name room)
  set(run "${CMAKE_BINARY_DIR}/tests/run/${name}")
  file(MAKE_DIRECTORY "${run}")
  set(data "${run}")
  if(WIN32)
    string(REPLACE "/" "\\" data "Z:${run}")
    set_tests_properties(${name} PROPERTIES FIXTURES_REQUIRED canary)
  endif()
  set(limit 300)
  if(NTMS_SANITIZE OR name MATCHES "^(work_verbs|api_calls)_") # what takes a minute without them takes several
    set(limit 900)
  endif()
  set(more)
  if(name MATCHES "^api_calls_") # it forks thousands of times: the freed memory kept back is copied too
    set(more ";ASAN_OPTIONS=detect_leaks=1:quarantine_size_mb=8")
  endif()
  if(name MATCHES "_shared$")
    set(more ";NTMS_TEST_SHARED=1")
  endif()
  # What takes longest begins first, also where ctest has not seen it yet; then what has a target of its own, since
  # it waits more than it computes, and is not to be left for the end, when nothing else keeps the processors busy.
  set(cost 1)
  if(name MATCHES "^api_calls_|^work_verbs_|tgt_target_lost|_killed")
    set(cost 100)
  elseif(room MATCHES "^(tgt|spti|hostile)$")
    set(cost 10)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS ${room} TIMEOUT ${limit} COST ${cost}
    WORKING_DIRECTORY "${run}" ENVIRONMENT "${environment};NTMS_DATA=${data}${more};${ARGN}")
endfunction()

# Stories that are told a second time, of devices that programs open by name: only one way to a device at a
# time (NTMS_TEST_SHARED, tests/support/fixture.h)
set(stories_shared work_alone work_alone_eject work_alone_mount work_clean work_deferred work_dismount
  work_dismount_in_use work_drive_proof work_follow work_free_label work_held work_identify work_mount
  work_mount_batch work_mount_takeover work_mount_untouched work_takeover)

function(ntms_add_test room source)
  get_filename_component(file "${source}" NAME_WE)
  string(REGEX REPLACE "^test_" "${room}_" name "${file}")
  add_executable(${name} "${source}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  target_link_libraries(${name} PRIVATE test_base ${helpers_of_${room}})
  # The program of a test runs once and briefly.  The plain native build translates it as the library, and so
  # hears all warnings; the others need not, and save half the time.
  if(NTMS_SANITIZE OR WIN32)
    target_compile_options(${name} PRIVATE -O0)
  endif()
  if(source MATCHES "_memory(_posix)?\\.c$")
    target_link_options(${name} PRIVATE
      -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc -Wl,--wrap=free)
  endif()
  if(source MATCHES "_steps(_posix)?\\.c$")
    target_link_options(${name} PRIVATE -Wl,--wrap=sqlite3_step)
  endif()
  if(source MATCHES "_mingw\\.c$")
    target_link_libraries(${name} PRIVATE -lntmsapi)
  elseif(room STREQUAL abi)
    target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/include")
    add_dependencies(${name} ntmsapi)
  elseif(room STREQUAL conformance)
    target_link_libraries(${name} PRIVATE ntms_caller)
  else()
    # A group, since support and the rooms take from each other.
    set(inside ${rooms})
    if(DEFINED below_${room})
      set(inside ${room} ${below_${room}} model platform)
    elseif(TARGET ntms_${room})
      list(PREPEND inside ${room})
    endif()
    list(REMOVE_DUPLICATES inside)
    list(TRANSFORM inside PREPEND ntms_)
    target_link_libraries(${name} PRIVATE
      -Wl,--start-group ${helpers_of_${room}} ntms_test_support ${inside} -Wl,--end-group)
  endif()

  if(room STREQUAL tgt)
    string(REGEX REPLACE "\\.c$" ".vtl" layout "${source}")
    add_test(NAME ${name} COMMAND "${tests}/support/with-vtl.sh" -d "${CMAKE_BINARY_DIR}/vtl/${name}"
      -l "${layout}" -- ${run_test} $<TARGET_FILE:${name}>)
  elseif(room STREQUAL spti)
    string(REGEX REPLACE "\\.c$" ".vtl" layout "${source}")
    add_test(NAME ${name} COMMAND "${tests}/support/with-vtl.sh" -d "${CMAKE_BINARY_DIR}/vtl/${name}"
      -l "${layout}" -- ${NTMS_WITH_BUS} ${run_test} $<TARGET_FILE:${name}>)
    add_dependencies(${name} spti_bus)
  elseif(room STREQUAL hostile)
    ntms_with_hostile(beside ${name})
    add_test(NAME ${name} COMMAND ${beside} ${run_test} $<TARGET_FILE:${name}>)
    add_dependencies(${name} hostile_library)
  elseif(name STREQUAL work_verbs_sweep) # several at once
    set(shares 5) # odd: sweeps of faults that last, and of those that do not, take turns
    foreach(share RANGE 1 ${shares})
      add_test(NAME ${name}_${share} COMMAND ${run_test} $<TARGET_FILE:${name}> ${share} ${shares})
      ntms_test_properties(${name}_${share} ${room})
    endforeach()
    return()
  else()
    add_test(NAME ${name} COMMAND ${run_test} $<TARGET_FILE:${name}>)
  endif()
  ntms_test_properties(${name} ${room})
  if(name IN_LIST stories_shared AND NOT WIN32) # Windows has the room spti for it
    add_test(NAME ${name}_shared COMMAND ${run_test} $<TARGET_FILE:${name}>)
    ntms_test_properties(${name}_shared ${room})
  endif()
endfunction()

# A script is given the command rsm, as the words to begin with.  Its exit status tells.
function(ntms_add_script room source)
  get_filename_component(file "${source}" NAME_WE)
  string(REGEX REPLACE "^test_" "${room}_" name "${file}")
  set(command "${source}" ${CMAKE_CROSSCOMPILING_EMULATOR} $<TARGET_FILE:rsm>)
  if(room STREQUAL tgt)
    string(REGEX REPLACE "\\.sh$" ".vtl" layout "${source}")
    list(PREPEND command "${tests}/support/with-vtl.sh" -d "${CMAKE_BINARY_DIR}/vtl/${name}"
      -l "${layout}" --)
  elseif(room STREQUAL hostile)
    ntms_with_hostile(beside ${name})
    list(PREPEND command ${beside})
  endif()
  add_test(NAME ${name} COMMAND ${command})
  ntms_test_properties(${name} ${room})
endfunction()

# Windows tests find the library beside them by its bare name, as a caller's program does.
set(library_name "${CMAKE_BINARY_DIR}/libntmsapi.so")
if(WIN32)
  set(library_name ntmsapi.dll)
  add_custom_command(TARGET ntmsapi POST_BUILD VERBATIM COMMAND "${CMAKE_COMMAND}" -E
    copy_if_different $<TARGET_FILE:ntmsapi> "${CMAKE_BINARY_DIR}/tests/ntmsapi.dll")
endif()
target_compile_definitions(test_base INTERFACE "NTMS_TEST_LIBRARY=\"${library_name}\"")

foreach(room ${test_rooms})
  if(room MATCHES "^(tgt|hostile)$" AND NOT NTMS_ISCSI)
    continue()
  endif()
  set(own "${tests}/${room}/*.c")
  if(room STREQUAL hostile AND NOT TARGET test_tgt_helpers) # whose site it stands on
    list(APPEND own "${tests}/tgt/*.c")
  endif()
  ntms_glob(helpers ${own})
  list(FILTER helpers EXCLUDE REGEX "/test_[^/]*$")
  set(theirs ${helpers})
  list(FILTER helpers EXCLUDE REGEX "_mingw\\.c$")
  list(FILTER theirs INCLUDE REGEX "_mingw\\.c$")
  set(helpers_of_${room})
  if(helpers)
    add_library(test_${room}_helpers STATIC ${helpers})
    target_link_libraries(test_${room}_helpers PRIVATE test_base)
    target_include_directories(test_${room}_helpers PRIVATE ${inside_includes})
    list(APPEND helpers_of_${room} test_${room}_helpers)
  endif()
  if(theirs)
    add_library(test_${room}_mingw STATIC ${theirs})
    target_link_libraries(test_${room}_mingw PRIVATE test_base)
    list(APPEND helpers_of_${room} test_${room}_mingw)
  endif()
  if(room MATCHES "^(spti|hostile)$" AND TARGET test_tgt_helpers)
    list(APPEND helpers_of_${room} test_tgt_helpers)
  endif()

  ntms_glob(programs "${tests}/${room}/test_*.c")
  if(NOT NTMS_ISCSI)
    list(FILTER programs EXCLUDE REGEX "/test_transport_iscsi[^/]*$")
  endif()
  if(NTMS_SANITIZE STREQUAL thread) # sweeps run on one thread, for minutes
    list(FILTER programs EXCLUDE REGEX "/test_(calls_[^/]*|verbs_[^/]*)\\.c$")
  elseif(NTMS_SANITIZE) # which cannot say anything of a process that is killed, and it is thousands
    list(FILTER programs EXCLUDE REGEX "/test_calls_killed[^/]*$")
  elseif(WIN32 AND CMAKE_SIZEOF_VOID_P EQUAL 4) # simulated devices and disks fail for x64 in the same ways
    list(FILTER programs EXCLUDE REGEX "/test_(calls_disk|verbs_disk|verbs_sweep)\\.c$")
  endif()
  ntms_glob(scripts "${tests}/${room}/test_*.sh")
  if(WIN32 AND CMAKE_SIZEOF_VOID_P EQUAL 4)
    # What rsm says it says for x64 in the same words: here those stories are left out of which all but the
    # words is the work of the rooms below, and of the scripts all but one from attaching to detaching.
    foreach(program ${programs})
      file(STRINGS "${program}" stories REGEX "[ \t]story[a-z_]*\\(" LIMIT_COUNT 1)
      if(room STREQUAL cli AND stories)
        list(REMOVE_ITEM programs "${program}")
      endif()
    endforeach()
    list(FILTER scripts EXCLUDE REGEX "/test_(check|rsm_[^/]*)\\.sh$")
  endif()
  foreach(program ${programs})
    ntms_add_test(${room} "${program}")
  endforeach()
  foreach(script ${scripts})
    ntms_add_script(${room} "${script}")
  endforeach()
endforeach()

if(TARGET spti_transfer_limit) # vtl.sh's own library, but large
  set_property(TEST spti_transfer_limit APPEND PROPERTY ENVIRONMENT
    NTMS_TEST_DEVICES=auto VTL_SLOTS=1000 VTL_MEDIA=900 VTL_LAZY=1)
endif()

# What is proved of a library over iSCSI is proved once more where Windows shows it: by the same programs, as
# spti_tgt_<name>.  Not those that are about iSCSI alone, or about the tests' own support; of the scripts not those
# that name the library's address to each rsm, and so would find it over iSCSI again.
if(TARGET spti_bus)
  ntms_glob(programs "${tests}/tgt/test_*.c" "${tests}/tgt/test_rsm.sh" "${tests}/tgt/test_rsm_mount.sh")
  list(FILTER programs EXCLUDE REGEX "/test_(addresses|ipv6|transport|operator)\\.c$")
  if(CMAKE_SIZEOF_VOID_P EQUAL 4) # as above
    list(FILTER programs EXCLUDE REGEX "/test_rsm_[^/]*$")
  endif()
  foreach(program ${programs})
    ntms_add_spti("${program}")
  endforeach()
endif()

# A media label library as a vendor's: beside the tests, which register it.
if(WIN32)
  add_library(test_label MODULE "${tests}/mll/test_label.c")
  target_include_directories(test_label PRIVATE "${CMAKE_SOURCE_DIR}/include")
  target_link_libraries(test_label PRIVATE ntms_compile)
  target_link_options(test_label PRIVATE -Wl,--kill-at) # the names without a number of bytes
  set_target_properties(test_label PROPERTIES PREFIX ""
    LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  foreach(user label_registered_libraries_win32 work_omid_win32)
    if(TARGET ${user})
      add_dependencies(${user} test_label)
    endif()
  endforeach()
endif()

# Measurements are built when tests/bench.sh asks for them; bench*.c is what they share.  On Windows only what
# is about Windows is measured.
if(NTMS_ISCSI)
  ntms_glob(benches "${tests}/bench/*.c")
  set(shared ${benches})
  list(FILTER shared INCLUDE REGEX "/bench[^/]*$")
  list(FILTER benches EXCLUDE REGEX "/bench[^/]*$")
  if(WIN32)
    list(FILTER benches INCLUDE REGEX "_win32\\.c$")
  endif()
  foreach(source ${benches})
    get_filename_component(name "${source}" NAME_WE)
    add_executable(bench_${name} EXCLUDE_FROM_ALL "${source}" ${shared})
    set_target_properties(bench_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    target_link_libraries(bench_${name} PRIVATE ntms_test_support ntms_inside)
  endforeach()
endif()

# Fuzzers run on their seeds and what they found earlier, for a while.  What else is in their folder is linked with
# each.  tests/fuzz.sh runs them longer, in the same way.
if(NTMS_FUZZ)
  file(GLOB fuzzers CONFIGURE_DEPENDS "${tests}/fuzz/fuzz_*.c")
  file(GLOB helpers CONFIGURE_DEPENDS "${tests}/fuzz/*.c")
  list(FILTER helpers EXCLUDE REGEX "/fuzz_[^/]*$")
  add_library(test_fuzz_helpers STATIC ${helpers})
  target_link_libraries(test_fuzz_helpers PRIVATE test_base)
  target_include_directories(test_fuzz_helpers PRIVATE ${inside_includes})
  set(inside ${rooms})
  list(TRANSFORM inside PREPEND ntms_)
  add_custom_target(fuzzers) # all of them
  foreach(source ${fuzzers})
    get_filename_component(name "${source}" NAME_WE)
    string(REGEX REPLACE "^fuzz_" "" parser "${name}")
    set(run "${CMAKE_BINARY_DIR}/tests/run/${name}")
    file(MAKE_DIRECTORY "${run}/corpus")
    set(seeds "${tests}/fuzz/corpus/${parser}")
    if(NOT EXISTS "${seeds}")
      set(seeds)
    endif()
    set(dictionary "${tests}/fuzz/dictionaries/${parser}.dict")
    if(EXISTS "${dictionary}")
      list(PREPEND seeds "-dict=${dictionary}")
    endif()
    add_executable(${name} "${source}")
    add_dependencies(fuzzers ${name})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    target_link_libraries(${name} PRIVATE test_base ntms_cli
      -Wl,--start-group test_fuzz_helpers ntms_test_support ${inside} -Wl,--end-group)
    target_compile_options(${name} PRIVATE -fsanitize=fuzzer-no-link)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    add_test(NAME ${name} COMMAND ${name} -max_total_time=${NTMS_FUZZ_SECONDS} -timeout=30
      -rss_limit_mb=2048 corpus ${seeds})
    math(EXPR limit "${NTMS_FUZZ_SECONDS} * 2 + 280")
    set_tests_properties(${name} PROPERTIES LABELS fuzz TIMEOUT ${limit} COST 10
      WORKING_DIRECTORY "${run}" ENVIRONMENT "${environment};NTMS_DATA=${run}")
  endforeach()
endif()

if(TARGET abi_version_win32)
  target_compile_definitions(abi_version_win32 PRIVATE
    "NTMS_TEST_VERSION=\"${PROJECT_VERSION}\"" "NTMS_TEST_RSM=\"Z:$<TARGET_FILE:rsm>\"")
  target_link_libraries(abi_version_win32 PRIVATE version)
  add_dependencies(abi_version_win32 rsm)
endif()

# What is looked at rather than run.
if("abi" IN_LIST NTMS_TEST_ROOMS)
  find_program(NTMS_CLANG clang)
  if(NTMS_CLANG)
    set(standards "c99 c11 c++11 c++17") # the header's 16-bit characters want C++11 on Linux
    set(target)
    if(MINGW)
      set(standards "c99 c11 c++98 c++17")
      set(target -target ${MINGW_TRIPLE})
    endif()
    add_test(NAME abi_headers COMMAND "${tests}/abi/headers.sh" "${CMAKE_SOURCE_DIR}/include"
      "${standards}" "${NTMS_CLANG}" ${target})
    set_tests_properties(abi_headers PROPERTIES LABELS abi)
  endif()
  if(MINGW)
    add_test(NAME abi_imports COMMAND "${tests}/abi/imports.sh" "${CMAKE_OBJDUMP}"
      $<TARGET_FILE:ntmsapi> "${CMAKE_SOURCE_DIR}/def/ntmsapi.def"
      "${CMAKE_SOURCE_DIR}" "${CMAKE_BINARY_DIR}")
    set_tests_properties(abi_imports PROPERTIES LABELS abi)
  endif()
endif()
