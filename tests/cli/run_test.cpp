#include "cli/run.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "cli/command_line.h"
#include "cli/context.h"
#include "cli/failure.h"

namespace muster::cli {
namespace {

using test::CommandLine;

bool has(const std::ostringstream& stream, const std::string& text) {
  return stream.str().find(text) != std::string::npos;
}

TEST(Run, PrintsHelpForNoArgumentsAndCallsItAMistake) {
  CommandLine command;
  EXPECT_EQ(command.run({}), 2);
  EXPECT_TRUE(has(command.err, "Usage: muster COMMAND"));
  EXPECT_EQ(command.out.str(), "");
}

TEST(Run, PrintsHelpWithExamplesWhenAsked) {
  CommandLine command;
  EXPECT_EQ(command.run({"register", "--help"}), 0);
  EXPECT_TRUE(has(command.out, "Usage: muster register FILE [options]"));
  EXPECT_TRUE(has(command.out, "Examples:\n  muster register devices.csv"));
}

TEST(Run, DocumentsItsExitCodes) {
  CommandLine command;
  EXPECT_EQ(command.run({"-h"}), 0);
  EXPECT_TRUE(has(command.out, "  4  the server can't be reached"));
}

TEST(Run, NamesTheNearestCommand) {
  CommandLine command;
  EXPECT_EQ(command.run({"devcies", "list"}), 2);
  EXPECT_TRUE(has(command.err, "`muster` has no command `devcies`")) << command.err.str();
  EXPECT_TRUE(has(command.err, "Did you mean `devices`?"));
}

TEST(Run, NamesTheNearestCommandOfAGroup) {
  CommandLine command;
  EXPECT_EQ(command.run({"devices", "lsit", "--all"}), 2);
  EXPECT_TRUE(has(command.err, "Did you mean `list`?")) << command.err.str();
}

TEST(Run, NamesTheNearestFlag) {
  CommandLine command;
  EXPECT_EQ(command.run({"register", "--custmer", "Fabrikam", "devices.csv"}), 2);
  EXPECT_TRUE(has(command.err, "`muster register` has no flag `--custmer`")) << command.err.str();
  EXPECT_TRUE(has(command.err, "Did you mean `--customer`?"));
}

TEST(Run, NamesTheNearestFormat) {
  CommandLine command;
  EXPECT_EQ(command.run({"version", "-o", "jsno"}), 2);
  EXPECT_TRUE(has(command.err, "Did you mean `json`?")) << command.err.str();
}

TEST(Run, SaysWhatIsMissing) {
  CommandLine command;
  EXPECT_EQ(command.run({"register"}), 2);
  EXPECT_TRUE(has(command.err, "FILE is required"));
}

TEST(Run, RefusesAValueOutOfItsRange) {
  CommandLine command;
  EXPECT_EQ(command.run({"devices", "list", "--limit", "201"}), 2);
}

TEST(Run, AsksForALoginWhenNoTokenIsKnown) {
  CommandLine command;
  EXPECT_EQ(command.run({"devices", "counts"}), 2);
  EXPECT_TRUE(has(command.err, "Run `muster login`"));
}

TEST(Run, PrintsItsVersionAsJson) {
  CommandLine command;
  EXPECT_EQ(command.run({"version", "-o", "json"}), 0);
  EXPECT_TRUE(has(command.out, "\"name\": \"muster\""));
}

TEST(Run, TakesCommandsOfAnotherLayerAndItsExitCode) {
  CommandLine command;
  const AddCommands add = [](CommandTree& tree) {
    tree.command(tree.root(), {"serve", "Serve", {}}, [](Context&) -> ExitCode {
      throw Failure(ExitCode::machine, "Port 80 is taken");
    });
  };
  EXPECT_EQ(run({"serve"}, command.surroundings(), std::vector{add}), 5);
  EXPECT_TRUE(has(command.err, "error: Port 80 is taken"));
}

TEST(Run, LetsAnotherLayerWrapACommand) {
  CommandLine command;
  const AddCommands add = [](CommandTree& tree) {
    auto data = std::make_shared<std::string>();
    CLI::App& create = tree.find("token create");
    create.add_option("--data", *data, "Folder");
    tree.wrap(create, [data](Action remote) -> Action {
      return [data, remote](Context& context) {
        if (data->empty()) return remote(context);
        context.out() << "local in " << *data;
        return ExitCode::ok;
      };
    });
  };
  EXPECT_EQ(run({"token", "create", "--name", "x", "--data", "/srv"}, command.surroundings(),
                std::vector{add}),
            0);
  EXPECT_EQ(command.out.str(), "local in /srv");
  EXPECT_EQ(run({"token", "create", "--name", "x"}, command.surroundings(), std::vector{add}), 2);
}

TEST(Run, ReportsWhatNobodyExpected) {
  CommandLine command;
  const AddCommands add = [](CommandTree& tree) {
    tree.command(tree.root(), {"break", "Break", {}},
                 [](Context&) -> ExitCode { throw std::runtime_error("oops"); });
  };
  EXPECT_EQ(run({"break"}, command.surroundings(), std::vector{add}), 5);
  EXPECT_TRUE(has(command.err, "Unexpected error: oops"));
}

void each_leaf(CLI::App& app, const std::string& path,
               const std::function<void(CLI::App&, const std::string&)>& visit) {
  const auto children = app.get_subcommands({});
  if (children.empty()) visit(app, path);
  for (CLI::App* child : children) each_leaf(*child, path + ' ' + child->get_name(), visit);
}

TEST(EveryCommand, HasASummaryAndAnExampleOfItself) {
  CommandTree tree;
  add_client_commands(tree);
  each_leaf(tree.root(), "muster", [](CLI::App& leaf, const std::string& path) {
    EXPECT_FALSE(leaf.get_description().empty()) << path;
    EXPECT_NE(leaf.get_footer().find(path), std::string::npos) << path;
  });
}

TEST(EveryCommand, IsInTheCompletionWithAllItsFlags) {
  CommandLine command;
  ASSERT_EQ(command.run({"completion", "bash"}), 0);
  CommandTree tree;
  add_client_commands(tree);
  each_leaf(tree.root(), "muster", [&](CLI::App& leaf, const std::string& path) {
    const std::string script = command.out.str();
    const auto at = script.find("\n    \"" + path + "\")\n");
    ASSERT_NE(at, std::string::npos) << path;
    const std::string flags = script.substr(at, script.find(";;", at) - at);
    for (const CLI::Option* option : leaf.get_options()) {
      for (const std::string& name : option->get_lnames()) {
        EXPECT_NE(flags.find("--" + name), std::string::npos) << path << " --" << name;
      }
    }
  });
}

}  // namespace
}  // namespace muster::cli
