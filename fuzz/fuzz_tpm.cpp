// What a device says of its TPM, and what a TPM says to the agent: neither is to be trusted.

#include <cstddef>
#include <cstdint>
#include <span>

#include "agent/tpm_wire.h"
#include "identity/tpm_public.h"
#include "require.h"

using namespace muster;
using muster::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span bytes(data, size);
  if (const auto area = identity::parse_tpm_public(bytes)) {
    const auto modulus = identity::endorsement_modulus(*area);
    const auto point = identity::device_point(*area);
    require(!(modulus && point));
    if (modulus) require(modulus->size() == 256);
  }
  require(identity::tpm_name(bytes).size() == 34);
  if (size == 0) return 0;
  // The first byte says how the reply is to be read.
  auto reply = agent::TpmReply::parse(bytes.subspan(1), data[0] & 1, (data[0] & 2) != 0);
  if (!reply) {
    require(!reply.error().empty());
    return 0;
  }
  std::size_t read = 0;
  while (reply->good()) {
    read += 2 + reply->sized().size();
    require(read <= size + 2);
  }
  return 0;
}
