import { expect } from "chai";
import { ASSOCIATION_SCHEDULE, TIME_ZONE, WINDOW_SCHEDULE } from "../../config/schedules";

describe("WINDOW_SCHEDULE", () => {
  const accepted = [
    "rate(7 days)",
    "rate(1 day)",
    "rate(12 hours)",
    "cron(0 3 ? * SUN *)",
    "cron(30 23 ? * TUE#3 *)",
    "cron(0 2 L * ? *)",
    "cron(0 2 LW * ? *)",
    "cron(0 2 15W * ? *)",
    "cron(0 2 ? * FRIL *)",
    "cron(0/30 0-6 ? JAN,JUL MON-FRI 2026-2030)",
    "cron(*/5 0 1,15 1-12/3 ? *)",
    "cron(0/59 0/23 ? * SUN 2199)",
  ];
  for (const text of accepted) {
    it(`accepts ${text}`, () => expect(WINDOW_SCHEDULE.problem(text)).to.equal(undefined));
  }

  const refused: readonly (readonly [string, string])[] = [
    ["", "is neither a cron nor a rate expression"],
    ["0 3 ? * SUN *", "is neither a cron nor a rate expression"],
    ["at(2027-01-01T00:00:00)", "runs once only"],
    ["rate(0 days)", "is not a rate"],
    ["rate(1 days)", "is not a rate"],
    ["rate(2 day)", "is not a rate"],
    ["rate(2 weeks)", "is not a rate"],
    ["cron()", "has 1 fields, not 6"],
    ["cron(0 3 ? * SUN)", "has 5 fields, not 6"],
    ["cron(0 0 3 ? * SUN *)", "has 7 fields, not 6"],
    ["cron(60 3 ? * SUN *)", "has `60` for minutes"],
    ["cron(0 24 ? * SUN *)", "has `24` for hours"],
    ["cron(0 ? ? * SUN *)", "has `?` for hours"],
    ["cron(0 3 32 * ? *)", "has `32` for day of month"],
    ["cron(0 3 0 * ? *)", "has `0` for day of month"],
    ["cron(0 3 ? 13 SUN *)", "has `13` for month"],
    ["cron(0 3 ? Jan SUN *)", "has `Jan` for month"],
    ["cron(0 3 ? * 0 *)", "has `0` for day of week"],
    ["cron(0 3 ? * SUN#6 *)", "has `SUN#6` for day of week"],
    ["cron(0 3 ? * FRI-MON *)", "has `FRI-MON` for day of week"],
    ["cron(0 3 ? * SUN 2200)", "has `2200` for year"],
    ["cron(0/5/5 3 ? * SUN *)", "has `0/5/5` for minutes"],
    ["cron(0/60 3 ? * SUN *)", "has `0/60` for minutes"],
    ["cron(0 3 ? * SUN 1969)", "has `1969` for year"],
    ["cron(0 3-5-7 ? * SUN *)", "has `3-5-7` for hours"],
    ["cron(0/ 3 ? * SUN *)", "has `0/` for minutes"],
    ["cron(0/0 3 ? * SUN *)", "has `0/0` for minutes"],
    ["cron(0, 3 ? * SUN *)", "has `0,` for minutes"],
    ["cron(0 3 * * SUN *)", "must have `?` for either day of month or day of week, and not for both"],
    ["cron(0 3 ? * ? *)", "must have `?` for either day of month or day of week, and not for both"],
  ];
  for (const [text, problem] of refused) {
    it(`says that ${text || "an empty text"} ${problem}`, () =>
      expect(WINDOW_SCHEDULE.problem(text)).to.equal(problem));
  }
});

describe("ASSOCIATION_SCHEDULE", () => {
  for (const text of [
    "rate(30 minutes)",
    "rate(1 hour)",
    "rate(1 day)",
    "cron(0 2 ? * * *)",
    "cron(0 2 ? * MON,THU *)",
    "cron(0 2 * * ? *)",
    "rate(7 days)",
  ]) {
    it(`accepts ${text}`, () => expect(ASSOCIATION_SCHEDULE.problem(text)).to.equal(undefined));
  }

  it("refuses rates under half an hour, and months", () => {
    expect(ASSOCIATION_SCHEDULE.problem("rate(29 minutes)")).to.equal("is more often than every 30 minutes");
    expect(ASSOCIATION_SCHEDULE.problem("rate(1 minute)")).to.equal("is more often than every 30 minutes");
    expect(ASSOCIATION_SCHEDULE.problem("cron(0 2 ? JAN SUN *)")).to.equal(
      "names months, which associations do not take",
    );
  });

  it("refuses less than weekly, whose silence could not be told from waiting", () => {
    for (const text of [
      "rate(8 days)",
      "cron(0 2 ? * THU#2 *)",
      "cron(0 2 ? * THUL *)",
      "cron(0 2 1 * ? *)",
      "cron(0 2 ? * * 2027)",
    ]) {
      expect(ASSOCIATION_SCHEDULE.problem(text), text).to.equal("is less often than every 7 days");
    }
  });

  it("refuses what no schedule is", () => {
    expect(ASSOCIATION_SCHEDULE.problem("daily")).to.equal("is neither a cron nor a rate expression");
    expect(ASSOCIATION_SCHEDULE.problem("cron(0 2)")).to.equal("has 2 fields, not 6");
  });
});

describe("TIME_ZONE", () => {
  for (const text of [
    "UTC",
    "Etc/UTC",
    "Etc/GMT+2",
    "Europe/Berlin",
    "Asia/Kolkata",
    "America/Port-au-Prince",
  ]) {
    it(`accepts ${text}`, () => expect(TIME_ZONE.problem(text)).to.equal(undefined));
  }
  for (const text of ["", "europe/berlin", "Europe/Springfield", "+02:00", "CET+1"]) {
    it(`refuses ${text || "an empty text"}`, () =>
      expect(TIME_ZONE.problem(text)).to.equal("is not a time zone"));
  }
});
