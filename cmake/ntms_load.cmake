# load: one of many programs that work on one database at once, for tests/load.sh; built when that asks for it.
ntms_glob(sources "${CMAKE_SOURCE_DIR}/tests/load/*.c")
add_executable(load EXCLUDE_FROM_ALL ${sources})
set_target_properties(load PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
target_include_directories(load PRIVATE "${CMAKE_SOURCE_DIR}/tests")
target_link_libraries(load PRIVATE ntms_compile ntms_caller ntms_platform)
