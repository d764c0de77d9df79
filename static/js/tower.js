import { followTime } from "./lib/clock.js";

followTime(document);
