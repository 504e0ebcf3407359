#include <gtest/gtest.h>

#include "storage/postgres/dialect.h"

namespace muster::storage::postgres {
namespace {

using Numbers = std::vector<int>;

TEST(PostgresDialect, NumbersParametersInTheOrderOfTheirFirstUse) {
  const auto text = to_postgres("SELECT 1 FROM t WHERE b = $7 AND a = $2 AND c = $7 LIMIT $13");
  EXPECT_EQ(text.sql, "SELECT 1 FROM t WHERE b = $1 AND a = $2 AND c = $1 LIMIT $3");
  EXPECT_EQ(text.parameters, (Numbers{7, 2, 13}));
}

TEST(PostgresDialect, LeavesOutTheSignThatKeepsSqliteFromAnIndex) {
  EXPECT_EQ(to_postgres("WHERE +r.tag = 'a' AND (+id) > 1").sql, "WHERE r.tag = 'a' AND (id) > 1");
  EXPECT_EQ(to_postgres("SET n = n + 1, m = n + m").sql, "SET n = n + 1, m = n + m");
}

TEST(PostgresDialect, KeepsPostgresFromAnIndexWhereTheSignIsDoubled) {
  EXPECT_EQ(to_postgres("WHERE ++r.tag_2 = 'a' AND (++r.s, ++id) > ($1, $2)").sql,
            "WHERE coalesce(r.tag_2, r.tag_2) = 'a' AND (coalesce(r.s, r.s), coalesce(id, id)) > "
            "($1, $2)");
}

TEST(PostgresDialect, UncoversWhatIsForPostgresAlone) {
  EXPECT_EQ(to_postgres("SELECT a /*pg FOR UPDATE SKIP LOCKED*/").sql,
            "SELECT a FOR UPDATE SKIP LOCKED");
  EXPECT_EQ(to_postgres("ON CONFLICT (/*pg customer_id, */id)").sql,
            "ON CONFLICT (customer_id, id)");
  EXPECT_EQ(to_postgres("a = $2 /*pg AND b = $1*/").sql, "a = $1 AND b = $2");
}

TEST(PostgresDialect, WritesNullsWhereTheyStand) {
  const auto text = to_postgres("WHERE ($2 IS NULL OR a = $2) AND b = $3 AND c = $1", {2});
  EXPECT_EQ(text.sql, "WHERE (NULL IS NULL OR a = NULL) AND b = $1 AND c = $2");
  EXPECT_EQ(text.parameters, (Numbers{3, 1}));
}

TEST(PostgresDialect, LeavesTextsAsTheyAre) {
  EXPECT_EQ(to_postgres("SELECT '+a $1 /*pg x*/', ''").sql, "SELECT '+a $1 /*pg x*/', ''");
}

}  // namespace
}  // namespace muster::storage::postgres
