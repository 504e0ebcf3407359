#include "api/upload_request.h"

#include <utility>

#include "api/media_type.h"

namespace muster::api {
namespace {

void add(security::Sha256& hash, const std::optional<std::string>& text) {
  hash.add_delimited(text ? "given" : "absent");
  hash.add_delimited(text.value_or(""));
}

}  // namespace

registry::Fingerprint upload_fingerprint(const http::Request& request, const UploadTexts& texts,
                                         const security::Digest& digest,
                                         std::string_view form_of_answer) {
  security::Sha256 hash;
  hash.add_delimited(request.method);
  hash.add_delimited(request.target);
  hash.add_delimited(content_type_of(request));
  hash.add_delimited(form_of_answer);
  add(hash, texts.order_id);
  add(hash, texts.purchase_id);
  add(hash, texts.file_name);
  hash.add(std::as_bytes(std::span(digest)));
  return hash.finish();
}

UploadTexts merged(const UploadTexts& body, UploadTexts query) {
  if (body.order_id) query.order_id = body.order_id;
  if (body.purchase_id) query.purchase_id = body.purchase_id;
  if (body.file_name) query.file_name = body.file_name;
  return query;
}

}  // namespace muster::api
