#include "api/webhook_url.h"

#include <gtest/gtest.h>

namespace muster::api {
namespace {

TEST(WebhookUrl, MayBeAnyPublicNameOverTls) {
  for (const auto* const url :
       {"https://hooks.example", "https://hooks.example:8443/a?b=c", "https://93.184.216.34/x",
        "https://[2606:2800:220:1::1]/x", "https://hooks.example/user@name"}) {
    EXPECT_FALSE(fault_of_webhook_url(url, false)) << url;
  }
}

TEST(WebhookUrl, MayNotLeadIntoOurNetwork) {
  for (const auto* const url :
       {"https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/",
        "https://192.168.1.1:8443/", "https://localhost", "https://169.254.169.254/"}) {
    EXPECT_TRUE(fault_of_webhook_url(url, false)) << url;
  }
}

TEST(WebhookUrl, MayNotHideWhereItLeads) {
  for (const auto* const url :
       {"https://hooks.example@127.0.0.1/", "https://a b.example/", "https://hooks.example/#x",
        "https://", "https:///x", "hooks.example", "https://h\xc3\xb6oks.example/"}) {
    EXPECT_TRUE(fault_of_webhook_url(url, true)) << url;
  }
}

TEST(WebhookUrl, MayBePlainAndPrivateWhereTheOperatorAllowsIt) {
  EXPECT_TRUE(fault_of_webhook_url("http://hooks.example/", false));
  EXPECT_FALSE(fault_of_webhook_url("http://127.0.0.1:8080/", true));
}

}  // namespace
}  // namespace muster::api
