"""Slack's emoji as Unicode. Slack's editor sends the code points along; the table is for JSON without them."""

from owona_bot.richtext.document import Emoji

KNOWN = {
    "+1": "👍", "-1": "👎", "thumbsup": "👍", "thumbsdown": "👎", "ok_hand": "👌", "wave": "👋", "clap": "👏",
    "pray": "🙏", "raised_hands": "🙌", "muscle": "💪", "point_right": "👉", "point_up": "☝️", "handshake": "🤝",
    "smile": "😄", "smiley": "😃", "grinning": "😀", "grin": "😁", "joy": "😂", "laughing": "😆", "blush": "😊",
    "slightly_smiling_face": "🙂", "wink": "😉", "heart_eyes": "😍", "sunglasses": "😎", "thinking_face": "🤔",
    "sweat_smile": "😅", "cry": "😢", "sob": "😭", "confused": "😕", "disappointed": "😞", "scream": "😱",
    "heart": "❤️", "tada": "🎉", "sparkles": "✨", "fire": "🔥", "rocket": "🚀", "star": "⭐", "bulb": "💡",
    "eyes": "👀", "white_check_mark": "✅", "heavy_check_mark": "✔️", "x": "❌", "warning": "⚠️", "question": "❓",
    "exclamation": "❗", "information_source": "ℹ️", "no_entry": "⛔", "rotating_light": "🚨", "bug": "🐛",
    "wrench": "🔧", "hammer_and_wrench": "🛠️", "gear": "⚙️", "lock": "🔒", "key": "🔑", "ticket": "🎫",
    "email": "📧", "phone": "☎️", "calendar": "📆", "hourglass": "⌛", "link": "🔗", "memo": "📝", "coffee": "☕",
}  # fmt: skip


def drawn(emoji: Emoji) -> str:
    """The character itself, else `:name:`. `emoji` is in normal form."""
    if emoji.codes:
        return "".join(chr(int(code, 16)) for code in emoji.codes.split("-"))
    return KNOWN.get(emoji.name, f":{emoji.name}:")
