#include "api/upload_source.h"

#include <fmt/format.h>

#include <array>

#include "api/problems.h"

namespace muster::api {
namespace {

class RawSource final : public UploadSource {
 public:
  explicit RawSource(std::shared_ptr<http::BodyReader> body) : body_(std::move(body)) {}

  const std::map<std::string, std::string>& fields() const override { return no_fields_; }
  std::string file_name() const override { return {}; }

  std::size_t read(std::span<std::byte> buffer) override {
    const auto size = body_->read(buffer);
    if (!size) refuse_body(size.error());
    return *size;
  }

 private:
  std::shared_ptr<http::BodyReader> body_;
  std::map<std::string, std::string> no_fields_;
};

}  // namespace

std::unique_ptr<UploadSource> open_raw_source(const http::Request& request) {
  return std::make_unique<RawSource>(request.stream);
}

std::string read_whole(UploadSource& source, std::uint64_t limit) {
  constexpr std::size_t piece = std::size_t{64} << 10;
  std::string text;
  for (;;) {
    const auto end = text.size();
    text.resize(end + piece);
    const auto size = source.read(std::as_writable_bytes(std::span(text).subspan(end)));
    text.resize(end + size);
    if (size == 0) return text;
    if (text.size() > limit) {
      throw Refusal(ProblemCode::payload_too_large,
                    fmt::format("A JSON body may have at most {} bytes. Upload larger lists as "
                                "CSV.",
                                limit));
    }
  }
}

void refuse_body(http::BodyError error) {
  if (error == http::BodyError::too_large) {
    throw Refusal(ProblemCode::payload_too_large, "The body is larger than this server takes.");
  }
  throw Refusal(ProblemCode::invalid_request, "The body broke off before its end.");
}

}  // namespace muster::api
