// Rate of requests to the door.
// The pace of the door: every tab of this phone sends its entries in it (TRUST, protocol, rule 7).
import { createBackoff } from "../browser/backoff.js";

export const { pause, hope, rest, sending, answered, failed, successes } =
  createBackoff("rebond.pace");
