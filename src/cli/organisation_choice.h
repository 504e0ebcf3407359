#pragma once
// Which organisation a person means by an exact name or an ID.

#include <string>

namespace CLI {
class App;
}

namespace muster::cli {

class Context;

/// The ID of the customer. An ID is taken as it is; a name must be exact, and one customer's only.
/// Empty means the own organisation, where that is a customer. Throws Failure (usage) that names
/// the nearest customer, or the IDs when several have that name.
std::string choose_customer(Context& context, const std::string& id_or_name);

/// The same for a supplier; empty means the own organisation, where that is a supplier.
std::string choose_supplier(Context& context, const std::string& id_or_name);

/// The same for any organisation; empty means the own one.
std::string choose_organisation(Context& context, const std::string& id_or_name);

/// Adds `--customer ID|NAME` into `target`.
void add_customer_option(CLI::App& command, std::string& target);

}  // namespace muster::cli
