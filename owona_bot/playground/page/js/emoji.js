// Names of emoji that people and the bot use; what is not here stands as :name:.

export const EMOJI = {
  "+1": "👍", "-1": "👎", "100": "💯", alarm_clock: "⏰", arrow_right: "➡️", art: "🎨", bell: "🔔", blue_heart: "💙",
  books: "📚", boom: "💥", bug: "🐛", bulb: "💡", calendar: "📆", clap: "👏", clipboard: "📋", clock3: "🕒", cry: "😢",
  credit_card: "💳", email: "📧", envelope: "✉️", eyes: "👀", fire: "🔥", gear: "⚙️", ghost: "👻", grinning: "😀",
  green_heart: "💚", hammer: "🔨", heart: "❤️", heavy_check_mark: "✔️", hourglass: "⌛", house: "🏠", inbox_tray: "📥",
  information_source: "ℹ️", joy: "😂", key: "🔑", large_blue_circle: "🔵", large_green_circle: "🟢",
  large_orange_circle: "🟠", large_red_circle: "🔴", large_yellow_circle: "🟡", link: "🔗", lock: "🔒", mag: "🔍",
  mailbox: "📫", memo: "📝", mute: "🔇", no_entry: "⛔", ok_hand: "👌", outbox_tray: "📤", package: "📦", paperclip: "📎",
  pencil2: "✏️", phone: "☎️", point_right: "👉", pray: "🙏", pushpin: "📌", question: "❓", raised_hands: "🙌",
  recycle: "♻️", red_circle: "🔴", repeat: "🔁", robot_face: "🤖", rocket: "🚀", rotating_light: "🚨", scream: "😱",
  see_no_evil: "🙈", shield: "🛡️", slightly_smiling_face: "🙂", smile: "😄", sob: "😭", sos: "🆘", sparkles: "✨",
  speech_balloon: "💬", star: "⭐", stopwatch: "⏱️", sunglasses: "😎", tada: "🎉", thinking_face: "🤔", thumbsdown: "👎",
  thumbsup: "👍", ticket: "🎫", timer_clock: "⏲️", tools: "🛠️", umbrella: "☔", warning: "⚠️", wastebasket: "🗑️",
  wave: "👋", white_check_mark: "✅", wrench: "🔧", x: "❌", zap: "⚡", zzz: "💤",
};

export const QUICK = ["eyes", "white_check_mark", "+1", "rotating_light", "ticket", "pray"];

/** The character, else `:name:`; `unicode` is what a rich_text brings along. */
export function emoji(name, unicode) {
  if (unicode) {
    const points = unicode.split("-").map((point) => parseInt(point, 16));
    if (points.every((point) => point > 0 && point < 0x110000)) return String.fromCodePoint(...points);
  }
  const bare = String(name).split("::")[0];
  return EMOJI[bare] ?? `:${bare}:`;
}
