// What the page of the agenda does; it attaches itself by a data- attribute.
import "./view/calendar_file.js";
