#pragma once
// Lists of the API on the command line: --limit, --cursor and --all, printed page by page as a
// table, as CSV or as the API's own JSON, so that --all needs no memory for all of it.

#include <boost/json/fwd.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/client.h"
#include "cli/exit_code.h"
#include "cli/output.h"

namespace CLI {
class App;
}

namespace muster::cli {

class Context;

struct Paging {
  int limit = 50;  ///< 1..200
  std::string cursor;
  bool all = false;
};

/// Adds the three flags. The result lives as long as an action holds it.
std::shared_ptr<Paging> add_paging(CLI::App& command);

struct ListView {
  std::vector<Column> columns;
  std::function<std::vector<Cell>(const boost::json::value& item)> row;
  std::string nothing;  ///< said on stderr when the list is empty: "No devices match."
};

/// GETs `path` and prints it. Returns ok also for an empty list.
ExitCode print_list(Context& context, const std::string& path, const Query& query,
                    const Paging& paging, const ListView& view);

/// Calls `on_item` for each item of every page until it returns false.
void for_each_item(Client& client, const std::string& path, const Query& query,
                   const std::function<bool(const boost::json::value& item)>& on_item);

/// Prints one thing: its fields for people, its JSON, or a CSV of one row.
void print_one(Context& context, const boost::json::value& thing,
               const std::vector<std::pair<std::string, Cell>>& fields);

/// Prints a table made of an answer that is no list; with -o json the answer itself.
void print_table(Context& context, const boost::json::value& answer, const Table& table);

}  // namespace muster::cli
