# ntmsapi: the objects as a shared library that exports the names of def/ntmsapi.def and no other,
# and on Windows the import libraries for mingw (libntmsapi.a) and MSVC (ntmsapi.lib) beside it.
#
# ntms_caller is what a program links that sees no more of us than the public headers.
set(def "${CMAKE_SOURCE_DIR}/def/ntmsapi.def")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${def}")

# The list: "Name@bytes" a line after EXPORTS.
file(STRINGS "${def}" exports REGEX "^[ \t]*[A-Za-z_][A-Za-z0-9_]*@[0-9]+")
list(TRANSFORM exports REPLACE "^[ \t]*([A-Za-z0-9_]+@[0-9]+).*" "\\1")
list(TRANSFORM exports REPLACE "@.*" "" OUTPUT_VARIABLE names)

add_library(ntmsapi SHARED ${all_objects})
target_link_libraries(ntmsapi PRIVATE ntms_inside)
set_target_properties(ntmsapi PROPERTIES LINKER_LANGUAGE C)
ntms_version(ntmsapi ntmsapi.dll "Removable Storage Manager API")
add_library(ntms_caller INTERFACE)
target_include_directories(ntms_caller INTERFACE "${CMAKE_SOURCE_DIR}/include")

if(NOT WIN32)
  list(APPEND names GetLastError SetLastError) # which Linux has not
  list(JOIN names ";\n        " lines)
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/ntmsapi.map" @ONLY
    CONTENT "{\n    global:\n        @lines@;\n    local:\n        *;\n};\n")
  target_link_options(ntmsapi PRIVATE "-Wl,--version-script=${CMAKE_BINARY_DIR}/ntmsapi.map")
  if(NOT NTMS_SANITIZE) # whose run-time comes with the program
    target_link_options(ntmsapi PRIVATE -Wl,--no-undefined)
  endif()
  set_property(TARGET ntmsapi PROPERTY LINK_DEPENDS "${CMAKE_BINARY_DIR}/ntmsapi.map")
  target_link_libraries(ntms_caller INTERFACE ntmsapi)
  return()
endif()

# On x86 the fix-up is off, so that a wrong byte count or a forgotten WINAPI does not link.  x64
# has no byte counts in its names and needs it.  Stripped (-s), since debug information names folders
# of the toolchain.
target_sources(ntmsapi PRIVATE "${def}")
set(llvm_machine i386:x86-64)
if(CMAKE_SIZEOF_VOID_P EQUAL 4)
  set(llvm_machine i386)
  target_link_options(ntmsapi PRIVATE -s -Wl,--kill-at -Wl,--disable-stdcall-fixup)
else()
  target_link_options(ntmsapi PRIVATE -s -Wl,--kill-at -Wl,--enable-stdcall-fixup)
endif()
# What the linker writes as an import library lacks the byte counts that callers on x86 ask for:
# it is put out of the way, and ours are made from the list.
set_target_properties(ntmsapi PROPERTIES
  PREFIX "" ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/CMakeFiles")

set(implib_def "${CMAKE_BINARY_DIR}/ntmsapi-import.def")
set(symbols ${names})
if(CMAKE_SIZEOF_VOID_P EQUAL 4)
  set(symbols ${exports})
endif()
list(JOIN symbols "\n    " lines)
file(CONFIGURE OUTPUT "${implib_def}" @ONLY CONTENT "LIBRARY ntmsapi.dll\nEXPORTS\n    @lines@\n")

set(implib "${CMAKE_BINARY_DIR}/libntmsapi.a")
set(implibs "${implib}")
# Names without a folder: dlltool makes symbols of them.
add_custom_command(OUTPUT "${implib}" DEPENDS "${implib_def}" VERBATIM
  WORKING_DIRECTORY "${CMAKE_BINARY_DIR}"
  COMMAND "${CMAKE_DLLTOOL}" --deterministic-libraries -k -t ntmsapi -d ntmsapi-import.def
    -l libntmsapi.a)
find_program(NTMS_LLVM_DLLTOOL NAMES llvm-dlltool llvm-dlltool-19 llvm-dlltool-14)
if(NTMS_LLVM_DLLTOOL)
  # MSVC's linker wants the short form of import libraries, which only LLVM's tool writes.
  set(msvc_lib "${CMAKE_BINARY_DIR}/ntmsapi.lib")
  list(APPEND implibs "${msvc_lib}")
  add_custom_command(OUTPUT "${msvc_lib}" DEPENDS "${implib_def}" VERBATIM
    COMMAND "${NTMS_LLVM_DLLTOOL}" -k -m ${llvm_machine} -d "${implib_def}" -l "${msvc_lib}")
else()
  message(STATUS "ntmsapi.lib is not built: llvm-dlltool was not found")
endif()
add_custom_target(ntmsapi_implib ALL DEPENDS ${implibs})
target_link_libraries(ntms_caller INTERFACE "${implib}")
add_dependencies(ntms_caller ntmsapi_implib ntmsapi)
