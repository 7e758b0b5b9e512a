// Trusted Types: the only policy that the content policy allows. The browser asks it before text becomes markup.
// Passed is one thing: the answer that htmx has just received from ourselves, to be parsed apart from the page (there it
// is inert, and htmx takes scripts out before it shows anything). Text never becomes markup in the page itself
// (innerHTML and its like), nor a script, nor the address of one: of those there is no rule, and so they are refused.

if (self.trustedTypes) {
  const parsers = ["Document parseHTMLUnsafe", "DOMParser parseFromString"];
  const wrapped = (text) => `<body><template class="internal-htmx-wrapper">${text}</template></body>`;
  const withoutHead = (text) => text.replace(/<head(\s[^>]*)?>[\s\S]*?<\/head>/i, "");
  let answer = null;

  addEventListener("htmx:beforeSwap", ({ detail }) => {
    answer = new URL(detail.xhr.responseURL, location).origin === location.origin ? detail.serverResponse : null;
  });
  trustedTypes.createPolicy("default", {
    createHTML(text, type, sink) {
      const expected = answer;
      answer = null;
      if (expected === null || !parsers.includes(sink)) return null;
      const bare = withoutHead(expected);
      return [expected, bare, wrapped(bare)].includes(text) ? text : null;
    },
  });
}
