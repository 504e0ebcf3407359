#include "server/embedded.h"

// NOLINTBEGIN: these names are made by the assembler file.
#define MUSTER_EMBEDDED(name)                                                                     \
  extern "C" const char muster_embedded_##name##_begin[];                                         \
  extern "C" const char muster_embedded_##name##_end[];                                           \
  std::string_view muster::server::embedded::name() {                                             \
    return {                                                                                      \
        muster_embedded_##name##_begin,                                                           \
        static_cast<std::size_t>(muster_embedded_##name##_end - muster_embedded_##name##_begin)}; \
  }

MUSTER_EMBEDDED(openapi)
MUSTER_EMBEDDED(docs)
MUSTER_EMBEDDED(directory_sample)
MUSTER_EMBEDDED(partner_sample)
MUSTER_EMBEDDED(self_service_sample)
MUSTER_EMBEDDED(expected_outcomes)
MUSTER_EMBEDDED(portal)
// NOLINTEND
