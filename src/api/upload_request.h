#pragma once
// What an upload asks for, put together from its query and its body, and what makes two uploads the
// same one for an Idempotency-Key.

#include <memory>
#include <string>
#include <string_view>

#include "api/file_input.h"
#include "api/operations.h"
#include "registry/idempotency.h"

namespace muster::api {

/// The same for the same upload sent again, also where only the boundary of its form differs.
/// `form_of_answer` tells answers of different media types apart.
registry::Fingerprint upload_fingerprint(const http::Request& request, const UploadTexts& texts,
                                         const security::Digest& digest,
                                         std::string_view form_of_answer);

/// The body's texts, and the query's where the body has none.
UploadTexts merged(const UploadTexts& body, UploadTexts query);

}  // namespace muster::api
