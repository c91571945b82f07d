// What a page has that shows or makes plans; each attaches itself by a data- attribute.
import { keepSlotsShown } from "./view/day_slots.js";
import { openSheetByAddress } from "./view/not_now.js";
import { keepOutsideTold } from "./view/outside_now.js";
import { fillPlanDays } from "./view/plan_days.js";
import "./view/plan_forms.js";
import { keepTeamSprintShown } from "./view/team_sprint_line.js";

keepSlotsShown();
openSheetByAddress();
keepTeamSprintShown();
fillPlanDays();
keepOutsideTold();
