# The package `muster`: the server, the command line, the units and what an operator changes.
include(cmake/debian_package.cmake)
set(from ${PROJECT_SOURCE_DIR}/packaging/server)
muster_debian_package(muster ${from}
  "device registration authority: server, portal and command line"
  "Suppliers publish which devices exist, partners and customers register them
from a file or over an API, and every device finds its organisation the first
time that it is switched on.
.
This package has the server with its portal and its embedded database, which
it starts as a service with a user of its own, and the command line."
  "adduser")

set(completion ${package_files}/completion/muster)
add_custom_command(OUTPUT ${completion} DEPENDS muster VERBATIM
                   COMMAND ${CMAKE_COMMAND} -E make_directory ${package_files}/completion
                   COMMAND sh -c "\"$1\" completion bash > \"$2\"" completion $<TARGET_FILE:muster> ${completion})
add_custom_target(package_completion DEPENDS ${completion})
add_dependencies(package_files package_completion)

install(FILES ${completion} DESTINATION usr/share/bash-completion/completions)
install(FILES ${from}/muster.service ${from}/muster-worker.service DESTINATION lib/systemd/system)
install(FILES ${from}/muster.toml DESTINATION etc/muster)
install(FILES packaging/proxy/nginx.conf packaging/proxy/haproxy.cfg
        DESTINATION usr/share/doc/muster/examples)

# The build of the portal lists the licenses of what it is built from.
get_target_property(server_folder muster_server BINARY_DIR)
set(licenses ${package_files}/portal-licenses.txt.gz)
muster_compressed(${server_folder}/portal.bundle.files/licenses.txt ${licenses} muster)
add_custom_target(package_licenses DEPENDS ${licenses})
add_dependencies(package_files package_licenses)
install(FILES ${licenses} DESTINATION usr/share/doc/muster)
