# ntms_compile: how all code of this project is compiled and linked, as one interface library.
add_library(ntms_compile INTERFACE)

target_compile_options(ntms_compile INTERFACE
  -Wall -Wextra -Wshadow -Wmissing-prototypes -Wconversion -Wsign-conversion -Wcast-qual
  -Wwrite-strings -pedantic)
if(NTMS_WERROR)
  target_compile_options(ntms_compile INTERFACE -Werror)
endif()

# The same binary wherever it is built, and no path of the building machine in it.
target_compile_options(ntms_compile INTERFACE
  "-ffile-prefix-map=${CMAKE_SOURCE_DIR}=." "-ffile-prefix-map=${CMAKE_BINARY_DIR}=build")
if(NTMS_DEPS_PREFIX)
  target_compile_options(ntms_compile INTERFACE "-ffile-prefix-map=${NTMS_DEPS_PREFIX}=deps")
endif()

if(WIN32)
  target_compile_definitions(ntms_compile INTERFACE
    WINVER=0x0601 _WIN32_WINNT=0x0601 # Windows 7
    __USE_MINGW_ANSI_STDIO=1          # %zu and %lld as in C11
    # Four fifths of the time to compile most files went into what <windows.h> brings: the parts of
    # Windows that are not asked for here, and gcc's names for every vector instruction there is.
    WIN32_LEAN_AND_MEAN _X86INTRIN_H_INCLUDED)
  target_link_options(ntms_compile INTERFACE -static-libgcc -Wl,--no-insert-timestamp)
else()
  target_compile_definitions(ntms_compile INTERFACE _POSIX_C_SOURCE=200809L)
endif()

if(NTMS_SANITIZE)
  target_compile_options(ntms_compile INTERFACE
    "-fsanitize=${NTMS_SANITIZE}" -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(ntms_compile INTERFACE "-fsanitize=${NTMS_SANITIZE}")
  find_program(NTMS_LLD ld.lld) # links hundreds of programs in half the time
  if(NTMS_LLD AND CMAKE_C_COMPILER_ID STREQUAL Clang)
    target_link_options(ntms_compile INTERFACE -fuse-ld=lld)
  endif()
  if(CMAKE_C_COMPILER_ID STREQUAL Clang) # all that reports tell; the rest of -g is twice as much to link
    target_compile_options(ntms_compile INTERFACE -gline-tables-only)
  endif()
endif()
