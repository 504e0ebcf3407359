#pragma once
// A file or stdin, sent to the server while it is read, with a progress bar.

#include <functional>
#include <string>
#include <string_view>

#include "cli/client.h"

namespace muster::cli {

class Context;

/// `file` `-` is stdin. Throws Failure (usage) when the file can't be opened, is a folder or is
/// empty, before anything is sent. `sink` as in Client::upload().
Response upload_with_progress(Context& context, const std::string& path, const Query& query,
                              const std::string& file, std::string_view accept,
                              const std::function<void(std::string_view)>& sink = {});

}  // namespace muster::cli
