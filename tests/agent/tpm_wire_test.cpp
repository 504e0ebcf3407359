#include "agent/tpm_wire.h"

#include <gtest/gtest.h>

#include "identity/device_key.h"

namespace muster::agent {
namespace {

using identity::from_hex;
using identity::to_hex;

TpmBytes bytes(std::string_view hex) {
  TpmBytes out(hex.size() / 2);
  EXPECT_TRUE(from_hex(hex, out));
  return out;
}

TEST(TpmCommand, StandsInBytesAsTheLibraryHasIt) {
  TpmCommand command(0x165, {});
  command.u32(0x80000001);
  EXPECT_EQ(to_hex(command.bytes()),
            "8001"
            "0000000e"
            "00000165"
            "80000001");
}

TEST(TpmCommand, PutsHandlesThenAuthorizationsThenParameters) {
  TpmCommand command(0x147, {0x80000000, 0x80000001});
  command.with_password().with_session(0x03000000);
  command.sized(bytes("aabb")).u16(7);
  EXPECT_EQ(to_hex(command.bytes()),
            "8002"
            "0000002e"
            "00000147"
            "80000000"
            "80000001"
            "00000012"
            "40000009"
            "0000"
            "00"
            "0000"
            "03000000"
            "0000"
            "00"
            "0000"
            "0002aabb"
            "0007");
}

TEST(TpmReply, IsReadParameterByParameter) {
  auto reply = TpmReply::parse(bytes("8002"
                                     "00000019"
                                     "00000000"
                                     "80000000"
                                     "00000006"
                                     "0002aabb"
                                     "0018"
                                     "00"),
                               1, true);
  ASSERT_TRUE(reply) << reply.error();
  EXPECT_EQ(reply->handle(), 0x80000000U);
  EXPECT_EQ(to_hex(reply->sized()), "aabb");
  EXPECT_EQ(reply->u16(), 0x18);
  EXPECT_TRUE(reply->good());
  EXPECT_TRUE(reply->sized().empty()) << "what follows is an authorization";
  EXPECT_FALSE(reply->good());
}

TEST(TpmReply, TellsTheCodeOfARefusal) {
  const auto reply = TpmReply::parse(bytes("8001"
                                           "0000000a"
                                           "0000018b"),
                                     0, false);
  ASSERT_FALSE(reply);
  EXPECT_NE(reply.error().find("18Bh"), std::string::npos);
}

TEST(TpmReply, CutAnywhereIsNoAnswer) {
  const auto whole = bytes(
      "8002"
      "00000019"
      "00000000"
      "80000000"
      "00000006"
      "0002aabb0018"
      "00");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(TpmReply::parse(std::span(whole).first(size), 1, true)) << size;
  }
  EXPECT_FALSE(TpmReply::parse(bytes("8001"
                                     "0000000a"
                                     "00000000"),
                               1, true));
  EXPECT_FALSE(TpmReply::parse(bytes("8002"
                                     "00000012"
                                     "00000000"
                                     "80000000"
                                     "000000ff"),
                               1, true));
}

}  // namespace
}  // namespace muster::agent
