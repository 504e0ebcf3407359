#pragma once
// The portal as browsers get it: the page, with a policy that lets nothing foreign in, and its
// files, whose names change with their content and which may therefore be kept for ever.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "http/router.h"
#include "security/random.h"

namespace muster::server {

/// Immutable once made, thread-safe.
class Portal {
 public:
  /// `bundle` as web/bundle.mjs writes it; it must outlive this. Empty: built without the portal.
  /// Throws std::invalid_argument when it is cut short.
  Portal(std::string_view bundle, security::Random& random);

  bool is_built_in() const { return !files_.empty(); }

  /// The files, and the page for every other path that is no other part of the server's.
  void add_routes(http::Router& router) const;

 private:
  struct File {
    std::string_view type;
    std::map<std::string_view, std::string_view> bytes;  ///< by encoding
  };

  http::Response page() const;
  http::Response file(const http::Request& request, std::string_view path) const;

  security::Random& random_;
  std::map<std::string_view, File> files_;
};

/// Whether an Accept-Encoding header (RFC 9110, 12.5.3) takes an encoding by its name.
bool takes_encoding(std::string_view accept_encoding, std::string_view encoding);

}  // namespace muster::server
