#pragma once
// A PostgreSQL database for one test, on the server that MUSTER_TEST_DATABASE names.

#include <libpq-fe.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>

namespace muster {

/// `host=... port=... user=...`, without a database; empty: tests run on SQLite.
inline std::string test_database_server() {
  const char* server = std::getenv("MUSTER_TEST_DATABASE");
  return server == nullptr ? "" : server;
}
inline bool on_postgres() { return !test_database_server().empty(); }

class APostgresDatabase {
 public:
  APostgresDatabase() {
    static int made = 0;
    name_ = "test_" + std::to_string(::getpid()) + "_" + std::to_string(++made);
    run("CREATE DATABASE " + name_);
  }
  ~APostgresDatabase() { run("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)"); }
  APostgresDatabase(const APostgresDatabase&) = delete;
  APostgresDatabase& operator=(const APostgresDatabase&) = delete;

  std::string address() const { return test_database_server() + " dbname=" + name_; }
  const std::string& name() const { return name_; }

  /// One statement, on the server's own database.
  static void run(const std::string& sql) {
    run_at(test_database_server() + " dbname=postgres", sql);
  }
  static void run_at(const std::string& address, const std::string& sql) {
    const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(address.c_str()),
                                                                PQfinish);
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(
        PQexec(connection.get(), sql.c_str()), PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
      throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
    }
  }

 private:
  std::string name_;
};

}  // namespace muster
