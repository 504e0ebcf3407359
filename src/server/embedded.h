#pragma once
// Files that the program carries inside (CMakeLists.txt names them).

#include <string_view>

namespace muster::server::embedded {

std::string_view openapi();
std::string_view docs();
std::string_view directory_sample();
std::string_view partner_sample();
std::string_view self_service_sample();
std::string_view expected_outcomes();
/// The portal as web/bundle.mjs packs it; empty where it was built without (MUSTER_PORTAL).
std::string_view portal();

}  // namespace muster::server::embedded
