// What is asked of the playground; nothing else is ever asked of anybody.

/** The answer, or an Error with the playground's words. */
async function post(path, told) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(told),
    });
  } catch {
    throw new Error("unreachable");
  }
  const said = await answer.json().catch(() => ({ error: answer.statusText }));
  if (!answer.ok) throw new Error(said.error || answer.statusText);
  return said;
}

/** The page's own routes. */
export const page = (what, told = {}) => post(`/page/do/${what}`, told);

/** The playground's control API, as tests use it. */
export const control = (what, told = {}) => post(`/control/${what}`, told);

/** A file that the person has chosen, not shared yet; its id. */
export async function upload(user, file) {
  const query = new URLSearchParams({ user, name: file.name });
  const answer = await fetch(`/bytes?${query}`, { method: "POST", body: file });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error);
  return said.id;
}

/** The feed of one window: `heard` gets the pieces that changed, `lost` whether the playground is gone. */
export function listen(query, heard, lost) {
  const source = new EventSource(`/page/events?${new URLSearchParams(query)}`);
  source.onmessage = (event) => heard(JSON.parse(event.data));
  source.onopen = () => lost(false);
  source.onerror = () => lost(true);
  return source;
}
