# The .deb of the current project, by CPack, for Debian 12 and its children. What is installed stands where the
# package has it: `cmake --install` is not for people.
#
#   muster_debian_package(muster packaging/server "summary" "description" "dependencies beside libraries")
#
# The folder holds the maintainer scripts, conffiles, lintian's overrides and NAME.1, the manual page. What is
# to be made for the package alone is made by the target package_files.
set(MUSTER_DEBIAN_ROOT ${CMAKE_CURRENT_LIST_DIR}/..)

# As Debian wants documents; `after` is what makes or changes the source.
function(muster_compressed source target after)
  add_custom_command(OUTPUT ${target} DEPENDS ${after} VERBATIM
                     COMMAND sh -c "gzip -9n < \"$1\" > \"$2\"" gzip ${source} ${target})
endfunction()

macro(muster_debian_package name folder summary description depends)
  set(package_files ${CMAKE_BINARY_DIR}/package_files)
  set(documents usr/share/doc/${name})
  string(TIMESTAMP MUSTER_PACKAGED "%a, %d %b %Y 00:00:00 +0000" UTC)
  set(MUSTER_PACKAGE ${name})
  configure_file(${MUSTER_DEBIAN_ROOT}/packaging/changelog.in ${package_files}/changelog.Debian @ONLY)
  muster_compressed(${package_files}/changelog.Debian ${package_files}/changelog.Debian.gz
                    ${package_files}/changelog.Debian)
  muster_compressed(${MUSTER_DEBIAN_ROOT}/CHANGELOG.md ${package_files}/changelog.gz
                    ${MUSTER_DEBIAN_ROOT}/CHANGELOG.md)
  muster_compressed(${folder}/${name}.1 ${package_files}/${name}.1.gz ${folder}/${name}.1)
  add_custom_target(package_files DEPENDS ${package_files}/changelog.Debian.gz
                    ${package_files}/changelog.gz ${package_files}/${name}.1.gz)

  install(TARGETS ${name} RUNTIME DESTINATION usr/bin)
  install(FILES ${package_files}/${name}.1.gz DESTINATION usr/share/man/man1)
  install(FILES ${package_files}/changelog.Debian.gz ${package_files}/changelog.gz
                ${folder}/copyright DESTINATION ${documents})

  set(CPACK_GENERATOR DEB)
  set(CPACK_PACKAGING_INSTALL_PREFIX /)
  set(CPACK_PACKAGE_NAME ${name})
  set(CPACK_PACKAGE_CONTACT "Muster maintainers <maintainers@muster.example>")
  set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${summary}")
  set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "${description}")
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
  set(CPACK_DEBIAN_PACKAGE_SECTION admin)
  if(CMAKE_CROSSCOMPILING AND CMAKE_SYSTEM_PROCESSOR STREQUAL aarch64)
    set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE arm64)
  endif()
  set(CPACK_DEBIAN_PACKAGE_DEPENDS "${depends}")
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
  file(GLOB CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${folder}/postinst ${folder}/prerm ${folder}/postrm
       ${folder}/conffiles)
  set(CPACK_STRIP_FILES ON)
  # Folders are 0755, whatever the umask of whoever builds it.
  set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ
      GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
  include(CPack)
endmacro()
