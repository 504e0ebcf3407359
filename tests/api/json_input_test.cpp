#include "api/json_input.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "api/problems.h"

namespace muster::api {
namespace {

/// The refusal of `work`.
http::Problem refused(const std::function<void()>& work) {
  try {
    work();
  } catch (const Refusal& refusal) {
    return refusal.problem();
  }
  ADD_FAILURE() << "nothing was refused";
  return {};
}

/// Reads `text` as an object with a name, a tag that may be null, and a flag.
http::Problem refused_object(std::string_view text) {
  return refused([&] {
    const auto value = parse_json(text);
    InputErrors errors;
    ObjectReader input(value, "", errors);
    input.text("name", name_text);
    input.maybe_text("group_tag", any_text);
    input.optional_boolean("delegated");
    input.optional_time("expires_at");
    input.finish();
    errors.refuse_if_any();
  });
}

TEST(JsonInput, NamesTheByteAtWhichItStopsBeingJson) {
  const auto problem = refused([] { parse_json(R"({"name": nope})"); });
  EXPECT_EQ(problem.code, "invalid_request");
  ASSERT_EQ(problem.errors.size(), 1U);
  EXPECT_EQ(problem.errors[0].byte, 9U);
}

TEST(JsonInput, RefusesTextBehindTheValue) {
  const auto problem = refused([] { parse_json("{} x"); });
  EXPECT_EQ(problem.code, "invalid_request");
  EXPECT_EQ(problem.errors.at(0).byte, 3U);
}

TEST(JsonInput, RefusesAKeyThatAnObjectHasTwiceAndNamesIt) {
  for (const auto* text :
       {R"({"name": 1, "other": 2, "name": 1})", R"([{"a": {"name": 1, "name": 2}}])",
        R"({"name": {}, "x": {"y": 1}, "n\u0061me": 2})"}) {
    const auto problem = refused([&] { parse_json(text); });
    EXPECT_EQ(problem.code, "invalid_request") << text;
    ASSERT_EQ(problem.errors.size(), 1U) << text;
    EXPECT_EQ(problem.errors[0].code, "repeated_key") << text;
    EXPECT_EQ(problem.errors[0].value, "name") << text;
  }
}

TEST(JsonInput, TakesAKeyAgainInAnotherObject) {
  EXPECT_NO_THROW(parse_json(R"([{"a": {"a": {"b": 1}, "b": 1}}, {"a": 1, "A": 2, "b": "a"}])"));
}

TEST(JsonInput, RefusesAnEmptyBody) {
  EXPECT_EQ(refused([] { parse_json(""); }).code, "invalid_request");
}

TEST(JsonInput, RefusesAnUnfinishedBodyAtItsEnd) {
  EXPECT_EQ(refused([] { parse_json(R"({"a": [1)"); }).errors.at(0).byte, 8U);
}

TEST(JsonInput, RefusesWhatIsNestedTooDeeply) {
  const std::string deep(100, '[');
  EXPECT_EQ(refused([&] { parse_json(deep); }).code, "invalid_request");
}

TEST(JsonInput, RefusesInvalidUtf8WithItsByte) {
  const auto problem = refused([] { parse_json("{\"name\": \"\xFF\"}"); });
  EXPECT_EQ(problem.code, "validation_failed");
  EXPECT_EQ(problem.errors.at(0).byte, 10U);
}

TEST(JsonInput, NamesTheNearestFieldForAnUnknownOne) {
  const auto problem = refused_object(R"({"name": "x", "grouptag": "y"})");
  EXPECT_EQ(problem.code, "validation_failed");
  ASSERT_EQ(problem.errors.size(), 1U);
  EXPECT_EQ(problem.errors[0].code, "unknown_field");
  EXPECT_EQ(problem.errors[0].pointer, "/grouptag");
  EXPECT_NE(problem.errors[0].message.find("Did you mean `group_tag`?"), std::string::npos);
}

TEST(JsonInput, CollectsEverythingThatIsWrong) {
  const auto problem =
      refused_object(R"({"group_tag": 7, "delegated": "yes", "expires_at": "soon", "a/b~": 1})");
  ASSERT_EQ(problem.errors.size(), 5U);
  EXPECT_EQ(problem.errors[0].pointer, "/name");
  EXPECT_EQ(problem.errors[0].code, "missing");
  EXPECT_EQ(problem.errors[1].code, "wrong_type");
  EXPECT_EQ(problem.errors[2].pointer, "/delegated");
  EXPECT_EQ(problem.errors[3].code, "not_a_time");
  EXPECT_EQ(problem.errors[4].pointer, "/a~1b~0");
}

TEST(JsonInput, RefusesWhatIsNoObject) {
  const auto problem = refused_object("[]");
  ASSERT_EQ(problem.errors.size(), 1U);
  EXPECT_EQ(problem.errors[0].code, "wrong_type");
}

TEST(JsonInput, CountsCharactersRatherThanBytes) {
  std::string name;
  for (int i = 0; i < 256; ++i) name += "ß";
  const auto value = parse_json("{\"name\": \"" + name + "\"}");
  InputErrors errors;
  ObjectReader input(value, "", errors);
  EXPECT_EQ(input.text("name", name_text), name);
  EXPECT_TRUE(errors.empty());

  EXPECT_EQ(refused_object("{\"name\": \"" + name + "ß\"}").errors.at(0).code, "too_long");
}

TEST(JsonInput, RefusesControlCharacters) {
  EXPECT_EQ(refused_object(R"({"name": "a\tb"})").errors.at(0).code, "control_character");
}

TEST(JsonInput, TellsNullFromLeftOut) {
  const auto value = parse_json(R"({"group_tag": null})");
  InputErrors errors;
  ObjectReader input(value, "", errors);
  EXPECT_TRUE(input.maybe_text("group_tag", any_text).given);
  EXPECT_FALSE(input.maybe_text("assigned_user", any_text).given);
}

TEST(JsonInput, KeepsTheFirstHundredErrors) {
  std::string text = R"({"name": "x")";
  for (int i = 0; i < 150; ++i) text += ",\"u" + std::to_string(i) + "\": 1";
  EXPECT_EQ(refused_object(text + "}").errors.size(), InputErrors::most);
}

TEST(JsonInput, PointsIntoArrays) {
  const auto problem = refused([] {
    const auto value = parse_json(R"({"devices": [{}, {"model": 1}]})");
    InputErrors errors;
    ObjectReader input(value, "", errors);
    input.array("devices", 1, 10, [&](const boost::json::value& device, const std::string& at) {
      ObjectReader reader(device, at, errors);
      reader.raw_text("model");
      reader.finish();
    });
    errors.refuse_if_any();
  });
  EXPECT_EQ(problem.errors.at(0).pointer, "/devices/1/model");
}

}  // namespace
}  // namespace muster::api
