#include "cli/file_output.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ostream>

#include "cli/context.h"
#include "cli/failure.h"
#include "cli/progress_bar.h"

namespace muster::cli {

namespace {

[[noreturn]] void cannot_write(const std::string& path) {
  const std::string reason = std::strerror(errno);  // NOLINT(concurrency-mt-unsafe)
  throw Failure(ExitCode::machine, fmt::format("{} can't be written: {}", path, reason),
                "Choose another place with --output, or make room");
}

}  // namespace

FileOutput::FileOutput(Context& context, const std::string& path)
    : out_(context.out()), path_(path == "-" ? "" : path) {
  if (path_.empty()) return;
  temporary_ = path_.string() + ".XXXXXX";
  descriptor_ = mkstemp(temporary_.data());
  if (descriptor_ < 0) cannot_write(path_.string());
  const mode_t mask = umask(0);
  umask(mask);
  if (fchmod(descriptor_, 0666 & ~mask) != 0) cannot_write(path_.string());
}

FileOutput::~FileOutput() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

void FileOutput::write(std::string_view bytes) {
  bytes_ += bytes.size();
  if (descriptor_ < 0) {
    if (out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()))) return;
    throw Failure(ExitCode::machine, "The output could not be written whole",
                  "Check that the disk is not full and that the reader of the pipe still runs");
  }
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) cannot_write(path_.string());
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void FileOutput::finish() {
  if (descriptor_ < 0) return;
  if (rename(temporary_.c_str(), path_.c_str()) != 0) cannot_write(path_.string());
  temporary_.clear();
}

void save_download(Context& context, const std::string& path, const Query& query,
                   std::string_view accept, const std::string& target, bool needs_token) {
  FileOutput output(context, target);
  context.client(needs_token).download(path, query, accept, [&](std::string_view bytes) {
    output.write(bytes);
  });
  output.finish();
  if (output.is_file()) {
    context.note(fmt::format("Saved {} ({})", target, format_bytes(output.bytes())));
  }
}

}  // namespace muster::cli
