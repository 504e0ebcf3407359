#include "http/forwarding.h"

#include <gtest/gtest.h>

namespace muster::http {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

const TrustedProxies trusted = TrustedProxies::parse("10.0.0.0/8, ::1").value();

/// `192.0.2.1`, or `192.0.2.1 secure`.
std::string client(const std::string& peer, const Fields& fields) {
  Headers headers;
  for (const auto& [name, value] : fields) headers.add(name, value);
  const auto found = client_of(peer, false, headers, trusted);
  return found.address + (found.secure ? " secure" : "");
}

TEST(TrustedProxies, HoldAddressesAndNetworks) {
  for (const auto* good : {"10.0.0.0", "10.255.1.2", "::1", "::ffff:10.1.1.1"}) {
    EXPECT_TRUE(trusted.contains(good)) << good;
  }
  for (const auto* bad : {"11.0.0.0", "9.255.255.255", "::2", "", "x", "127.0.0.1"}) {
    EXPECT_FALSE(trusted.contains(bad)) << bad;
  }
  EXPECT_FALSE(TrustedProxies().contains("::1"));
}

TEST(TrustedProxies, NameThePartThatIsNoNetwork) {
  for (const auto* bad : {"x", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::1/129", "1.2.3"}) {
    const auto parsed = TrustedProxies::parse(std::string("10.0.0.1, ") + bad);
    ASSERT_FALSE(parsed) << bad;
    EXPECT_NE(parsed.error().find(bad), std::string::npos);
  }
}

TEST(Client, IsThePeerWhereThatIsNoTrustedProxy) {
  EXPECT_EQ(client("192.0.2.9", {{"X-Forwarded-For", "192.0.2.1"},
                                 {"X-Forwarded-Proto", "https"},
                                 {"Forwarded", "for=192.0.2.1;proto=https"}}),
            "192.0.2.9");
}

TEST(Client, IsTheFirstAddressBeforeTheTrustedProxies) {
  EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", "6.6.6.6, 192.0.2.1, 10.0.0.2"},
                                {"X-Forwarded-Proto", "https"}}),
            "192.0.2.1 secure");
  EXPECT_EQ(client("10.0.0.1", {{"Forwarded", "for=6.6.6.6, for=192.0.2.1:99;proto=https"},
                                {"Forwarded", "For=\"10.0.0.2\""}}),
            "192.0.2.1 secure");
}

TEST(Client, MayHaveAnIpv6AddressInQuotes) {
  EXPECT_EQ(client("::1", {{"Forwarded", "for=\"[2001:db8::1]:4711\";proto=http"}}), "2001:db8::1");
  EXPECT_EQ(client("::1", {{"X-Forwarded-For", "2001:db8::1"}}), "2001:db8::1");
}

TEST(Client, IsNobodyThatTheClientMadeUpInTheOtherField) {
  EXPECT_EQ(client("10.0.0.1",
                   {{"Forwarded", "for=6.6.6.6;proto=https"}, {"X-Forwarded-For", "192.0.2.1"}}),
            "10.0.0.1");
}

TEST(Client, IsTheProxyWhereNoAddressIsGiven) {
  for (const auto* none : {"", "unknown", "_hidden", "192.0.2.1, junk"}) {
    EXPECT_EQ(client("10.0.0.1", {{"X-Forwarded-For", none}}), "10.0.0.1") << none;
  }
}

TEST(Network, IsTheAddressOrTheFrontHalfOfIt) {
  EXPECT_EQ(network_of("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(network_of("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(network_of("x"), "x");
}

}  // namespace
}  // namespace muster::http
