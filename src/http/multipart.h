#pragma once
// Forms as browsers send them (multipart/form-data, RFC 7578; boundaries as in RFC 2046, 5.1.1),
// parsed as they arrive.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace muster::http {

/// The head of one part.
struct FormPart {
  std::string name;
  std::optional<std::string> file_name;
  std::string content_type;  ///< empty for none
};

/// Receives what a form holds. Pieces of data live for the call only.
class FormHandler {
 public:
  virtual ~FormHandler() = default;
  virtual void on_part(const FormPart& part) = 0;
  virtual void on_data(std::string_view data) = 0;
  virtual void on_part_end() = 0;
};

enum class FormError : std::uint8_t {
  no_boundary_first,  ///< the body does not begin with the boundary
  bad_part_header,    ///< no name, or not a header
  header_too_long,
  cut_short,  ///< the last boundary is missing
};

/// Memory is bounded by the longest part header. Used by one thread.
class FormParser {
 public:
  static constexpr std::size_t max_part_header = 8UL * 1024;

  FormParser(std::string_view boundary, FormHandler& handler);

  std::expected<void, FormError> feed(std::string_view bytes);
  std::expected<void, FormError> finish();
  bool is_done() const { return state_ == State::done; }

 private:
  enum class State : std::uint8_t { preamble, after_boundary, header, data, done };
  enum class Step : std::uint8_t { again, more };
  std::expected<Step, FormError> step();
  std::expected<Step, FormError> read_preamble();
  std::expected<Step, FormError> read_after_boundary();
  std::expected<Step, FormError> read_header();
  Step read_data();

  std::string delimiter_;  ///< CRLF, two dashes and the boundary
  FormHandler& handler_;
  State state_ = State::preamble;
  std::string buffer_;
  bool empty_so_far_ = false;  ///< no data of the part has been passed on yet
};

}  // namespace muster::http
