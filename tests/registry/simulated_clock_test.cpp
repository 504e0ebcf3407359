#include "registry/simulated_clock.h"

#include <gtest/gtest.h>

namespace muster::registry {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class MachineClock final : public Clock {
 public:
  Time now() const override { return time; }
  Time time{hours{1000}};
};

TEST(SimulatedClock, StandsStillUntilItIsMoved) {
  MachineClock machine;
  SimulatedClock clock(machine, Time{hours{10}});
  machine.time += seconds{5};
  EXPECT_EQ(clock.now(), Time{hours{10}});
  EXPECT_TRUE(clock.move(Time{hours{11}}, false));
  EXPECT_EQ(clock.now(), Time{hours{11}});
  EXPECT_FALSE(clock.running());
}

TEST(SimulatedClock, GoesOnAtThePaceOfTheMachine) {
  MachineClock machine;
  SimulatedClock clock(machine, Time{hours{10}});
  EXPECT_TRUE(clock.move(Time{hours{11}}, true));
  EXPECT_TRUE(clock.running());
  machine.time += seconds{5};
  EXPECT_EQ(clock.now(), Time{hours{11}} + seconds{5});
  EXPECT_TRUE(clock.move(clock.now(), false));
  machine.time += seconds{5};
  EXPECT_EQ(clock.now(), Time{hours{11}} + seconds{5});
}

TEST(SimulatedClock, NeverGoesBackNorPastTheMachine) {
  MachineClock machine;
  SimulatedClock clock(machine, Time{hours{10}});
  EXPECT_FALSE(clock.move(Time{hours{10}} - seconds{1}, false));
  EXPECT_FALSE(clock.move(machine.time + seconds{1}, true));
  EXPECT_EQ(clock.now(), Time{hours{10}});
  EXPECT_TRUE(clock.move(machine.time, true));
  EXPECT_EQ(clock.now(), machine.time);
}

}  // namespace
}  // namespace muster::registry
