# What «cmake --install build/PRESET --prefix FOLDER» puts where, and the Debian package (CPack, of the native
# build).  tests/release.sh makes of the same files what is handed out.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(source "${CMAKE_SOURCE_DIR}")
set(made "${CMAKE_BINARY_DIR}/install")

# ---- programs, headers, import libraries

if(NOT WIN32)
  set_target_properties(ntmsapi PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
endif()
install(TARGETS ntmsapi rsm
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  ARCHIVE EXCLUDE_FROM_ALL) # see ntms_exports: import libraries of our own
install(FILES ${implibs} DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES include/ntmsapi.h include/ntmsmli.h include/ntms_wintypes.h
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

# ---- for those who rebuild a program: pkg-config and find_package(ntmsapi)

# Paths are told from where the files lie, so that the whole may be moved.
function(ntms_up variable folder) # the way from an installed folder to the prefix
  string(REGEX REPLACE "[^/]+" ".." up "${folder}")
  set(${variable} "${up}" PARENT_SCOPE)
endfunction()
ntms_up(up "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
configure_file("${source}/cmake/ntmsapi.pc.in" "${made}/ntmsapi.pc" @ONLY)
install(FILES "${made}/ntmsapi.pc" DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

ntms_up(up "${CMAKE_INSTALL_LIBDIR}/cmake/ntmsapi")
set(include "${CMAKE_INSTALL_INCLUDEDIR}")
set(implib_folder "${CMAKE_INSTALL_LIBDIR}")
set(library "${CMAKE_INSTALL_LIBDIR}/libntmsapi.so")
if(WIN32)
  set(library "${CMAKE_INSTALL_BINDIR}/ntmsapi.dll")
endif()
configure_file("${source}/cmake/ntmsapi-config.cmake.in" "${made}/ntmsapi-config.cmake" @ONLY)
write_basic_package_version_file("${made}/ntmsapi-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${made}/ntmsapi-config.cmake" "${made}/ntmsapi-config-version.cmake"
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/ntmsapi)

# The same for both widths side by side, as they lie in the zip of tests/release.sh.
if(WIN32)
  set(up ..)
  set(include include)
  set(implib_folder "\${_ntmsapi_width}")
  set(library "\${_ntmsapi_width}/ntmsapi.dll")
  configure_file("${source}/cmake/ntmsapi-config.cmake.in" "${made}/zip/ntmsapi-config.cmake" @ONLY)
  write_basic_package_version_file("${made}/zip/ntmsapi-config-version.cmake"
    COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
endif()

# ---- documents and licences

file(GLOB documents CONFIGURE_DEPENDS docs/*.md)
install(FILES LICENSE THIRD-PARTY.md README.md CHANGELOG.md ${documents} DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/json DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
install(FILES tests/example/tape_library_tour.c DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
if(WIN32 AND NTMS_DEPS_PREFIX) # what is linked statically
  install(DIRECTORY "${NTMS_DEPS_PREFIX}/share/licenses" DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
endif()

# ---- the Debian package

if(WIN32 OR NTMS_SANITIZE)
  return()
endif()
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ntmsapi)
set(CPACK_PACKAGE_VENDOR "The ntmsapi contributors")
set(CPACK_PACKAGE_CONTACT "The ntmsapi contributors <maintainers@ntmsapi.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Removable Storage Manager API and its rsm command")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
  "A replacement for Microsoft's Ntmsapi.dll: programs that keep tapes through the
Removable Storage Manager link this library instead, and work with tape libraries
that are reached over iSCSI.
.
The package holds the library for Linux, the command rsm, and what is needed to
compile a program against the library.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_PRE_BUILD_SCRIPTS "${source}/cmake/ntms_deb.cmake") # what Debian asks of a package's files
include(CPack)
