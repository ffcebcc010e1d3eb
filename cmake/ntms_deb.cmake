# What Debian's policy asks of the files of a package, done to those that were installed for it: manual pages and
# the changelog compressed, the licence under the name copyright.  Run by CPack.
set(prefix "${CPACK_TEMPORARY_DIRECTORY}/usr")
set(doc "${prefix}/share/doc/ntmsapi")

function(compress)
  foreach(file ${ARGN})
    if(NOT IS_SYMLINK "${file}") # never with a name or a time inside
      execute_process(COMMAND gzip -9nf "${file}" COMMAND_ERROR_IS_FATAL ANY)
    endif()
  endforeach()
endfunction()

file(GLOB_RECURSE pages "${prefix}/share/man/*.[1-9]")
compress(${pages})
file(RENAME "${doc}/CHANGELOG.md" "${doc}/changelog")
compress("${doc}/changelog")

file(READ "${doc}/LICENSE" licence)
file(REMOVE "${doc}/LICENSE")
file(WRITE "${doc}/copyright" "ntmsapi, a replacement for Microsoft's Ntmsapi.dll.\n\n${licence}")

# It lies in /usr for good; and a way to there through ".." would be an -I of its own to compilers.
set(pc "${prefix}/lib/pkgconfig/ntmsapi.pc")
file(READ "${pc}" text)
string(REGEX REPLACE "^prefix=[^\n]*" "prefix=/usr" text "${text}")
file(WRITE "${pc}" "${text}")
