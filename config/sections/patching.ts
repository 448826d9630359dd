import { REJECTED_PATCH } from "../forms";
import { ASSOCIATION_SCHEDULE, TIME_ZONE, WINDOW_SCHEDULE } from "../schedules";
import type { SettingReader } from "../setting-reader";
import type { PatchingConfig } from "../stack-config";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreatePatchBaseline.html */
const REJECTED_PATCHES_MAX = 50;

/** How, when and with what the proxies are patched. */
export function readPatching(reader: SettingReader): PatchingConfig {
  const severities = reader.choices("patchSeverities", ["Critical", "Important", "Medium", "Low"]);
  if (severities.length === 0 && reader.sound("patchSeverities")) {
    reader.reject(
      "patchSeverities",
      "0 given; accepted: at least one of `Critical`, `Important`, `Medium` and `Low`, or no patch would ever be approved",
    );
  }
  const durationHours = reader.integer("patchWindowDurationHours", 1, 24);
  const cutoffHours = reader.integer("patchWindowCutoffHours", 0, 23);
  if (reader.sound("patchWindowDurationHours", "patchWindowCutoffHours") && cutoffHours >= durationHours) {
    reader.reject(
      "patchWindowCutoffHours",
      `\`${cutoffHours}\` leaves nothing of a window of \`patchWindowDurationHours\` \`${durationHours}\`; accepted: an integer in 0..${durationHours - 1}`,
    );
  }
  const rejected = reader.formedList("patchRejected", REJECTED_PATCH);
  if (rejected.length > REJECTED_PATCHES_MAX) {
    reader.reject(
      "patchRejected",
      `${rejected.length} given; accepted: at most ${REJECTED_PATCHES_MAX}, which is what a patch baseline holds`,
    );
  }
  return {
    operation: reader.choice("patchOperation", ["Scan", "Install"]),
    scanSchedule: reader.formed("patchScanSchedule", ASSOCIATION_SCHEDULE),
    window: {
      schedule: reader.formed("patchWindowSchedule", WINDOW_SCHEDULE),
      timezone: reader.formed("patchWindowTimezone", TIME_ZONE),
      durationHours,
      cutoffHours,
    },
    approveAfterDays: reader.integer("patchApproveAfterDays", 0, 360),
    severities,
    rejected,
    rebootOption: reader.choice("patchRebootOption", ["RebootIfNeeded", "NoReboot"]),
    imageRefresh: reader.choice("imageRefresh", ["off", "weekly"]),
  };
}
