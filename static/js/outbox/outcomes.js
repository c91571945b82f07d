// What outcomes share, as webapp/game/outcomes.py has it: a test holds these lists to those.

export const WITHOUT_HUMAN = ["no_answer", "voicemail", "wrong_number"];
/** Of these a date is said (RULES R15). */
export const PROMISES = ["callback", "meeting"];
/** Their lesson is asked for by itself (RULES R2); a call back is asked for its date first. */
export const LESSON_FOLLOWS = ["refusal", "do_not_call", "gatekeeper"];
