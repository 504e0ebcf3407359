#include "security/basic_credentials.h"

#include <gtest/gtest.h>

#include "security/base64.h"

namespace muster::security {
namespace {

using Credentials = std::expected<BasicCredentials, BasicError>;

TEST(BasicCredentials, AgreeWithRfc7617Section2) {
  EXPECT_EQ(basic_credentials("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
            Credentials({.user = "Aladdin", .password = "open sesame"}));
  EXPECT_EQ(basic_credentials("Basic dGVzdDoxMjPCow=="),
            Credentials({.user = "test", .password = "123\u00a3"}));
}

TEST(BasicCredentials, AreReadWhateverTheCaseOfTheScheme) {
  EXPECT_TRUE(basic_credentials("bASIC  QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
}

TEST(BasicCredentials, KeepColonsInThePassword) {
  EXPECT_EQ(basic_credentials("Basic " + to_base64("a:b:c")),
            Credentials({.user = "a", .password = "b:c"}));
  EXPECT_EQ(basic_credentials("Basic " + to_base64(":")), Credentials(BasicCredentials{}));
}

TEST(BasicCredentials, AreNotOfAnotherScheme) {
  for (const auto* header : {"", "Basic", "Bearer mst_x", "Basically QTpC", "Digest a=b"}) {
    EXPECT_EQ(basic_credentials(header), Credentials(std::unexpect, BasicError::other_scheme));
  }
}

TEST(BasicCredentials, RefuseWhatIsNotWellFormed) {
  EXPECT_FALSE(basic_credentials("Basic "));
  EXPECT_FALSE(basic_credentials("Basic QTpC="));
  EXPECT_FALSE(basic_credentials("Basic QTp C"));
  EXPECT_FALSE(basic_credentials("Basic " + to_base64("no colon")));
  EXPECT_FALSE(basic_credentials("Basic " + to_base64("a:b\n")));
  EXPECT_FALSE(basic_credentials("Basic " + to_base64("a:\xFF")));
  EXPECT_FALSE(basic_credentials("Basic " + to_base64("a:" + std::string(4096, 'b'))));
}

TEST(ClientCredentials, AreFormEncodedInside) {
  EXPECT_EQ(client_credentials("Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"),
            Credentials({.user = "s6BhdRkqt3", .password = "7Fjfp0ZBr1KtDRbnfVdmIw"}));  // RFC 6749
  EXPECT_EQ(client_credentials(client_authorization("app:1", "100% +x")),
            Credentials({.user = "app:1", .password = "100% +x"}));
  EXPECT_FALSE(client_credentials("Basic " + to_base64("a:100%")));
  EXPECT_FALSE(client_credentials("Basic " + to_base64("a:%0A")));
}

}  // namespace
}  // namespace muster::security
