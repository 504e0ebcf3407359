#include "security/address_policy.h"

#include <gtest/gtest.h>

namespace muster::security {
namespace {

IpAddress ip(std::string_view text) {
  const auto address = IpAddress::parse(text);
  EXPECT_TRUE(address) << text;
  return address.value_or(IpAddress{});
}

TEST(IpAddress, ReadsOneSpellingOfIpv4Only) {
  EXPECT_TRUE(IpAddress::parse("192.0.2.1"));
  EXPECT_TRUE(IpAddress::parse("2001:db8::1"));
  EXPECT_EQ(ip("::ffff:192.0.2.1"), ip("192.0.2.1"));
  for (const auto* bad : {"", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "1.2.3.4.5",
                          "fe80::1%eth0", "[::1]", " ::1", "example.com", "1.2.3.256"}) {
    EXPECT_FALSE(IpAddress::parse(bad)) << bad;
  }
  EXPECT_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0x", 9)));
}

TEST(AddressRange, HoldsWhatItsPrefixSays) {
  const auto range = AddressRange::parse("10.128.0.0/9");
  ASSERT_TRUE(range);
  EXPECT_TRUE(range->contains(ip("10.128.0.0")));
  EXPECT_TRUE(range->contains(ip("10.255.255.255")));
  EXPECT_FALSE(range->contains(ip("10.127.255.255")));
  EXPECT_FALSE(range->contains(ip("11.128.0.0")));
  EXPECT_TRUE(AddressRange::parse("192.0.2.7")->contains(ip("192.0.2.7")));
  EXPECT_FALSE(AddressRange::parse("192.0.2.7")->contains(ip("192.0.2.6")));
  EXPECT_TRUE(AddressRange::parse("::/0")->contains(ip("2001:db8::1")));
  EXPECT_FALSE(AddressRange::parse("0.0.0.0/0")->contains(ip("2001:db8::1")));
}

TEST(AddressRange, RefusesWhatIsNone) {
  for (const auto* bad : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x",
                          "::/129", "10.0.0.0/8/8", "10/8"}) {
    EXPECT_FALSE(AddressRange::parse(bad)) << bad;
  }
}

TEST(AddressPolicy, AllowsWhatIsPublic) {
  for (const auto* address :
       {"1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.255.255", "172.32.0.0", "100.63.255.255",
        "100.128.0.0", "192.167.255.255", "169.253.255.255", "223.255.255.255", "198.20.0.0",
        "2606:4700::1111", "2a00:1450::1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"}) {
    EXPECT_TRUE(is_public(ip(address))) << address;
  }
}

TEST(AddressPolicy, RefusesWhatIsNot) {
  for (const auto* address : {"0.0.0.0",
                              "0.1.2.3",
                              "10.0.0.1",
                              "100.64.0.1",
                              "100.127.255.255",
                              "127.0.0.1",
                              "127.255.255.254",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.0.0.8",
                              "192.0.2.1",
                              "192.88.99.1",
                              "192.168.1.1",
                              "198.18.0.1",
                              "198.19.255.255",
                              "198.51.100.1",
                              "203.0.113.1",
                              "224.0.0.1",
                              "239.255.255.255",
                              "240.0.0.1",
                              "255.255.255.255",  // IPv4
                              "::",
                              "::1",
                              "fe80::1",
                              "fec0::1",
                              "fc00::1",
                              "fd12:3456::1",
                              "ff02::1",
                              "100::1",
                              "2001:db8::1",
                              "2001::1",
                              "2001:10::1",
                              "2002:7f00:1::",
                              "2002:808:808::",
                              "3fff::1",
                              "5f00::1",
                              "64:ff9b:1::1",
                              "::8.8.8.8",  // IPv6
                              "::ffff:127.0.0.1",
                              "::ffff:10.0.0.1",
                              "::ffff:169.254.169.254",
                              "64:ff9b::127.0.0.1",
                              "64:ff9b::10.0.0.1",
                              "64:ff9b::169.254.169.254"}) {
    EXPECT_FALSE(is_public(ip(address))) << address;
  }
}

TEST(AddressPolicy, AllowsWhatTheOperatorNamesBeside) {
  const auto policy = public_and({*AddressRange::parse("10.1.0.0/16")});
  EXPECT_TRUE(policy(ip("10.1.2.3")));
  EXPECT_TRUE(policy(ip("::ffff:10.1.2.3")));
  EXPECT_TRUE(policy(ip("64:ff9b::10.1.2.3")));
  EXPECT_TRUE(policy(ip("8.8.8.8")));
  EXPECT_FALSE(policy(ip("10.2.0.1")));
  EXPECT_FALSE(policy(ip("127.0.0.1")));
}

}  // namespace
}  // namespace muster::security
