# The manual pages: rsm(1) is written by the command itself, from the table it goes by; ntmsapi(3) is
# docs/ntmsapi.3.in with what rsm(1) says of the environment.  Only where what is built can be run, and installed
# for man(1).
if(WIN32 OR CMAKE_CROSSCOMPILING OR NTMS_SANITIZE)
  return()
endif()

set(rsm_page "${CMAKE_BINARY_DIR}/rsm.1")
add_custom_command(OUTPUT "${rsm_page}" VERBATIM
  COMMAND sh -c "\"$1\" help /manual >\"$2\"" sh $<TARGET_FILE:rsm> "${rsm_page}"
  DEPENDS rsm)

set(library_page "${CMAKE_BINARY_DIR}/ntmsapi.3")
set(template "${CMAKE_SOURCE_DIR}/docs/ntmsapi.3.in")
set(fill "${CMAKE_SOURCE_DIR}/cmake/ntms_manual_fill.cmake")
add_custom_command(OUTPUT "${library_page}" VERBATIM
  COMMAND "${CMAKE_COMMAND}" -D "FROM=${template}" -D "WITH=${rsm_page}" -D "TO=${library_page}"
    -D "PROJECT_VERSION=${PROJECT_VERSION}" -P "${fill}"
  DEPENDS "${template}" "${fill}" "${rsm_page}")

add_custom_target(manual ALL DEPENDS "${rsm_page}" "${library_page}")

include(GNUInstallDirs)
install(FILES "${rsm_page}" DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES "${library_page}" DESTINATION ${CMAKE_INSTALL_MANDIR}/man3)
