#pragma once
// A short list of texts in one column: lines, each ended by a newline. The texts hold no control
// characters (their rules refuse them), so nothing needs escaping.

#include <string>
#include <string_view>
#include <vector>

namespace muster::storage {

inline std::string to_text(const std::vector<std::string>& texts) {
  std::string lines;
  for (const auto& text : texts) lines.append(text).push_back('\n');
  return lines;
}

inline std::vector<std::string> texts_from(std::string_view lines) {
  std::vector<std::string> texts;
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    texts.emplace_back(lines.substr(0, end));
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  }
  return texts;
}

}  // namespace muster::storage
