#include "cli/lists.h"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <ostream>
#include <sstream>

#include "cli/context.h"
#include "cli/json_text.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

constexpr const char* largest_page = "200";

int width_for(Context& context) {
  return context.surroundings().out_is_terminal ? context.surroundings().columns : 0;
}

/// Prints pages in one format; the JSON of all pages together is one page of the API.
class PagePrinter {
 public:
  PagePrinter(Context& context, const ListView& view) : context_(context), view_(view) {}

  void page(const json::array& items) {
    if (context_.format() == OutputFormat::json) {
      for (const json::value& item : items) print_json_item(item);
    } else {
      Table table{view_.columns, {}};
      for (const json::value& item : items) table.rows.push_back(view_.row(item));
      if (context_.format() == OutputFormat::csv) {
        context_.out() << render_csv(table, count_ == 0);
      } else if (!items.empty()) {
        context_.out() << render_table(table, width_for(context_),
                                       context_.surroundings().out_has_colours(), &layout_);
      }
    }
    count_ += items.size();
  }

  void end(const std::string& next_cursor) {
    if (context_.format() == OutputFormat::json) {
      const json::value cursor =
          next_cursor.empty() ? json::value(nullptr) : json::value(next_cursor);
      context_.out() << (count_json_ == 0 ? "{\n  \"items\": []" : "\n  ]")
                     << ",\n  \"next_cursor\": " << json::serialize(cursor) << "\n}\n";
    }
    if (count_ == 0 && !view_.nothing.empty()) context_.note(view_.nothing);
    if (!next_cursor.empty()) {
      context_.note("There is more: add --all, or --cursor " + next_cursor);
    }
  }

 private:
  void print_json_item(const json::value& item) {
    context_.out() << (count_json_++ == 0 ? "{\n  \"items\": [\n    " : ",\n    ");
    std::istringstream lines(render_json(item));
    std::string line;
    for (bool first = true; std::getline(lines, line); first = false) {
      context_.out() << (first ? "" : "\n    ") << line;
    }
  }

  Context& context_;
  const ListView& view_;
  std::vector<int> layout_;
  std::size_t count_ = 0;
  std::size_t count_json_ = 0;
};

/// Asks for the page at `cursor`, "" being the first; returns the next cursor, "" after the last.
std::string fetch_page(Client& client, const std::string& path, const Query& query,
                       const std::string& limit, const std::string& cursor,
                       const std::function<void(const json::array&)>& on_page) {
  Query paged = query;
  paged.emplace_back("limit", limit);
  paged.emplace_back("cursor", cursor);
  const json::value page = client.get(path, paged);
  static const json::array none;
  const json::array* items = array_at(page, "items");
  on_page(items == nullptr ? none : *items);
  return text_at(page, "next_cursor");
}

}  // namespace

std::shared_ptr<Paging> add_paging(CLI::App& command) {
  auto paging = std::make_shared<Paging>();
  command.add_option("--limit", paging->limit, "Items to show, 1 to 200 [50]")
      ->check(CLI::Range(1, 200).description(""))
      ->type_name("N");
  command.add_option("--cursor", paging->cursor, "Go on where an earlier list ended")
      ->type_name("CURSOR");
  command.add_flag("--all", paging->all, "Show all pages");
  return paging;
}

ExitCode print_list(Context& context, const std::string& path, const Query& query,
                    const Paging& paging, const ListView& view) {
  PagePrinter printer(context, view);
  const std::string limit = paging.all ? largest_page : std::to_string(paging.limit);
  std::string cursor = paging.cursor;
  do {
    cursor = fetch_page(context.client(), path, query, limit, cursor,
                        [&](const json::array& items) { printer.page(items); });
  } while (paging.all && !cursor.empty() && context.out());
  printer.end(cursor);
  return ExitCode::ok;
}

void for_each_item(Client& client, const std::string& path, const Query& query,
                   const std::function<bool(const json::value& item)>& on_item) {
  std::string cursor;
  bool wanted = true;
  do {
    cursor = fetch_page(client, path, query, largest_page, cursor, [&](const json::array& items) {
      for (const json::value& item : items) {
        wanted = on_item(item);
        if (!wanted) return;
      }
    });
  } while (wanted && !cursor.empty());
}

void print_one(Context& context, const json::value& thing,
               const std::vector<std::pair<std::string, Cell>>& fields) {
  switch (context.format()) {
    case OutputFormat::json:
      context.out() << render_json(thing);
      break;
    case OutputFormat::table:
      context.out() << render_fields(fields, context.surroundings().out_has_colours());
      break;
    case OutputFormat::csv: {
      Table table{{}, {{}}};
      for (const auto& [name, cell] : fields) {
        table.columns.push_back({name});
        table.rows.front().push_back(cell);
      }
      context.out() << render_csv(table);
      break;
    }
  }
}

void print_table(Context& context, const json::value& answer, const Table& table) {
  switch (context.format()) {
    case OutputFormat::json:
      context.out() << render_json(answer);
      break;
    case OutputFormat::csv:
      context.out() << render_csv(table);
      break;
    case OutputFormat::table:
      if (table.rows.empty()) break;
      context.out() << render_table(table, width_for(context),
                                    context.surroundings().out_has_colours());
      break;
  }
}

}  // namespace muster::cli
