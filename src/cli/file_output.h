#pragma once
// Where a download goes: stdout, or a file that appears whole or not at all.

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::cli {

class Context;

/// Writes to stdout for an empty path or `-`. Otherwise to a temporary file beside the target that
/// finish() renames; without finish() it is removed. Throws Failure (machine) when it can't write.
class FileOutput {
 public:
  FileOutput(Context& context, const std::string& path);
  ~FileOutput();
  FileOutput(const FileOutput&) = delete;
  FileOutput& operator=(const FileOutput&) = delete;

  void write(std::string_view bytes);
  void finish();
  bool is_file() const { return descriptor_ >= 0; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  std::ostream& out_;
  std::filesystem::path path_;
  std::string temporary_;
  int descriptor_ = -1;
  std::uint64_t bytes_ = 0;
};

/// Downloads `path` of the API to `target` and says so on stderr when that is a file.
void save_download(Context& context, const std::string& path,
                   const std::vector<std::pair<std::string, std::string>>& query,
                   std::string_view accept, const std::string& target, bool needs_token = true);

}  // namespace muster::cli
