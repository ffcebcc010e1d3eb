# tape_library_tour: tests/example, built as a stranger builds it: the public headers and the import
# library.  tests/demo.sh runs it.
add_executable(tape_library_tour "${CMAKE_SOURCE_DIR}/tests/example/tape_library_tour.c")
target_link_libraries(tape_library_tour PRIVATE ntms_compile ntms_caller)
# Nor with the shortened <windows.h> that our own code is content with.
target_compile_options(tape_library_tour PRIVATE -UWIN32_LEAN_AND_MEAN -U_X86INTRIN_H_INCLUDED)
if(WIN32) # debug information names folders of the toolchain
  target_link_options(tape_library_tour PRIVATE -s)
endif()

# The example in docs/rebuild.md: what people copy compiles.
set(page "${CMAKE_SOURCE_DIR}/docs/rebuild.md")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${page}")
file(READ "${page}" text)
string(REGEX REPLACE "^.*\n```c\n" "" text "${text}")
string(REGEX REPLACE "\n```\n.*$" "\n" text "${text}")
file(GENERATE OUTPUT "${CMAKE_BINARY_DIR}/rebuild_example.c" CONTENT "${text}")
add_executable(rebuild_example "${CMAKE_BINARY_DIR}/rebuild_example.c")
target_link_libraries(rebuild_example PRIVATE ntms_compile ntms_caller)
