# The version of CMakeLists.txt, where it is to be read: cli/version.h for rsm, and on Windows the
# VERSIONINFO resource of the files that are handed out.
configure_file("${CMAKE_SOURCE_DIR}/src/cli/version.h.in" "${CMAKE_BINARY_DIR}/generated/cli/version.h" @ONLY)

file(STRINGS "${CMAKE_SOURCE_DIR}/LICENSE" copyright REGEX "^Copyright" LIMIT_COUNT 1)
if(WIN32)
  enable_language(RC)
endif()

# ntms_version(TARGET FILE DESCRIPTION): on Windows, the resource of one of them
function(ntms_version target file description)
  if(NOT WIN32)
    return()
  endif()
  get_filename_component(name "${file}" NAME_WE)
  set(type VFT_APP)
  if(file MATCHES "\\.dll$")
    set(type VFT_DLL)
  endif()
  configure_file("${CMAKE_SOURCE_DIR}/cmake/version.rc.in" "${CMAKE_BINARY_DIR}/generated/${name}.rc" @ONLY)
  target_sources(${target} PRIVATE "${CMAKE_BINARY_DIR}/generated/${name}.rc")
endfunction()
