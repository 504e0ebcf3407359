#include "cli/file_upload.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <istream>

#include "cli/context.h"
#include "cli/failure.h"
#include "cli/progress_bar.h"

namespace muster::cli {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_read(const std::string& file, const std::string& reason) {
  throw Failure(ExitCode::usage, fmt::format("{} can't be read: {}", file, reason),
                "Check its name and that you may read it");
}

/// The size where the file has one; nullopt for a pipe such as `<(zcat devices.csv.gz)`.
std::optional<std::uint64_t> size_of(const std::string& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (!fs::exists(status)) cannot_read(file, error ? error.message() : "there is no such file");
  if (fs::is_directory(status)) cannot_read(file, "it is a folder");
  if (!fs::is_regular_file(status)) return std::nullopt;
  const std::uintmax_t size = fs::file_size(file, error);
  if (error) cannot_read(file, error.message());
  if (size == 0) cannot_read(file, "it is empty");
  return size;
}

}  // namespace

Response upload_with_progress(Context& context, const std::string& path, const Query& query,
                              const std::string& file, std::string_view accept,
                              const std::function<void(std::string_view)>& sink) {
  std::ifstream opened;
  UploadBody body;
  std::istream* source = &context.surroundings().in;
  if (file != "-") {
    body.size = size_of(file);
    opened.open(file, std::ios::binary);
    if (!opened) cannot_read(file, std::strerror(errno));  // NOLINT(concurrency-mt-unsafe)
    source = &opened;
  } else if (context.surroundings().in_is_terminal) {
    context.note("Reading from the terminal; end with Ctrl-D");
  }
  body.read = [source, &file](char* buffer, std::size_t size) {
    source->read(buffer, static_cast<std::streamsize>(size));
    if (source->bad()) cannot_read(file, "reading it failed half way");
    return static_cast<std::size_t>(source->gcount());
  };
  ProgressBar bar(context.surroundings(), "Uploading", ProgressUnit::bytes);
  return context.client().upload(
      path, query, std::move(body), accept,
      [&](std::uint64_t sent, std::uint64_t total) { bar.update(sent, total); }, sink);
}

}  // namespace muster::cli
