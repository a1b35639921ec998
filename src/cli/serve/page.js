/* Holds the draft, tells the program what is asked, and shows what it says. */
(function () {
  'use strict';
  var form = document.getElementById('questions');
  if (!form) { return; }
  var text = document.getElementById('text'), told = document.getElementById('told');
  var trouble = document.getElementById('trouble'), sheets = document.getElementById('sheets');
  var progress = document.getElementById('progress'), bar = document.getElementById('bar');
  var answer = document.getElementById('answer-part');
  var from = form.dataset.from, saved = text.value, version = -1, waiting = null, checks = 0;
  var turns = Promise.resolve(), refused = '', heading = answer.innerHTML;

  function complain(what) {
    trouble.textContent = what || '';
    trouble.hidden = !what;
    if (what) { trouble.scrollIntoView({ block: 'nearest' }); }
  }

  function post(where, what) {
    var asked = { method: 'POST' };
    if (what) {
      asked.headers = { 'Content-Type': 'application/json' };
      asked.body = JSON.stringify(what);
    }
    return fetch(where, asked).then(function (said) {
      return said.text().then(function (words) {
        var value;
        try { value = JSON.parse(words); } catch (error) { value = { error: words }; }
        if (!said.ok) { throw new Error(value.error || said.statusText); }
        return value;
      });
    });
  }

  var GONE = 'The program is no longer running: start it again, and open the address it prints.';

  function failed(error) {
    complain(error instanceof TypeError ? GONE : error.message);
  }

  /* Shows what the program says of the draft: what is wrong with it, and what it answers. */
  function heard(value) {
    told.textContent = value.told;
    told.hidden = !value.told;
    (value.knobs || []).forEach(function (knob) {
      document.querySelectorAll('.question').forEach(function (question) {
        if (question.dataset.path !== knob.path) { return; }
        question.querySelectorAll('input').forEach(function (input) {
          if (input.type === 'radio') { input.checked = input.value === knob.answer; }
          else if (input !== document.activeElement) { input.value = knob.answer; }
        });
      });
    });
  }

  /* The address holds what is answered otherwise, so that a link shows the same. */
  function linked(path, value) {
    var address = new URL(location.href);
    address.searchParams.set(path, value);
    history.replaceState(null, '', address);
  }

  /* The question about a value, to say which answer was not understood. */
  function labelOf(path) {
    var label = '';
    document.querySelectorAll('.question').forEach(function (question) {
      if (question.dataset.path === path) { label = question.querySelector('label, legend').textContent; }
    });
    return label;
  }

  function turned(path, value) {
    var sent = text.value;
    if (value === '') { return Promise.reject(new Error('type a number')); }
    return post('turn', { from: from, text: sent, turn: [path, value] }).then(function (now) {
      /* Someone went on typing. */
      if (text.value !== sent) { return turned(path, value); }
      text.value = now.text;
      heard(now);
      linked(path, value);
      refused = '';
      complain('');
    });
  }

  /* One answer after the other: each changes the text that the next begins from. */
  function turn(path, value) {
    turns = turns.then(function () { return turned(path, value); }).catch(function (error) {
      refused = error instanceof TypeError ? error.message : labelOf(path) + ' ' + error.message;
      failed(error instanceof TypeError ? error : new Error(refused));
    });
  }

  form.addEventListener('input', function (event) {
    var question = event.target.closest('.question'), value = event.target.value;
    question.querySelectorAll('input:not([type=radio])').forEach(function (input) {
      if (input !== event.target) { input.value = value; }
    });
  });

  form.addEventListener('change', function (event) {
    var question = event.target.closest('.question');
    turn(question.dataset.path, event.target.value);
  });

  form.addEventListener('submit', function (event) {
    event.preventDefault();
    turns.then(function () {
      /* What was not understood is not run as something else. */
      if (refused) { throw new Error(refused); }
      return post('run', { from: from, text: text.value });
    }).then(function (now) {
      location.href = 'ask?from=' + encodeURIComponent(now.file);
    }).catch(failed);
  });

  text.addEventListener('input', function () {
    clearTimeout(waiting);
    refused = '';
    waiting = setTimeout(function () {
      var check = checks += 1;
      post('check', { from: from, text: text.value }).then(function (now) {
        if (check === checks) { heard(now); }
      }).catch(failed);
    }, 300);
  });

  var save = document.getElementById('save');
  if (save) {
    save.addEventListener('click', function () {
      var now = text.value;
      post('save', { from: from, was: saved, text: now }).then(function () { saved = now; complain(''); }).catch(failed);
    });
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest('button[data-do]');
    if (!button) { return; }
    var kept = document.getElementById('kept');
    if (button.dataset.do === 'keep') { kept.textContent = 'Writing'; }
    post(button.dataset.do).then(function (now) {
      complain('');
      /* The questions of what was closed go with it. */
      if (button.dataset.do === 'close?file=' + encodeURIComponent(from)) {
        var other = document.querySelector('.sheets li:not([data-file="' + CSS.escape(from) + '"]) a');
        location.href = other ? other.href : './';
        return;
      }
      if (now.folder) { document.getElementById('kept').textContent = 'Kept in ' + now.folder; }
    }).catch(function (error) {
      if (kept) { kept.textContent = ''; }
      failed(error);
    });
  });

  function piece(where) {
    return fetch(where).then(function (said) {
      if (!said.ok) { throw new Error(said.statusText); }
      return said.text();
    });
  }

  /* Whoever went by the keyboard goes on from where they were. */
  function keepingFocus(within, change) {
    var held = document.activeElement, what = held && within.contains(held) ? held.getAttribute('data-do') : null;
    change();
    var again = what && within.querySelector('[data-do="' + CSS.escape(what) + '"]');
    if (again) { again.focus(); } else if (what) { answer.focus(); }
  }

  /* What someone changed in an editor is shown, unless it is being changed here as well. */
  function look() {
    if (!save || text.value !== saved) { return; }
    fetch('held?from=' + encodeURIComponent(from)).then(function (said) {
      return said.ok ? said.json() : null;
    }).then(function (now) {
      if (!now || now.text === saved || text.value !== saved) { return; }
      text.value = saved = now.text;
      heard(now);
      if (!now.sound) { document.getElementById('drawer').open = true; }
    }).catch(failed);
  }

  function show() {
    piece('sheets').then(function (part) {
      if (sheets.shown === part) { return; }
      var kept = document.getElementById('kept'), words = kept ? kept.textContent : '';
      keepingFocus(sheets, function () { sheets.innerHTML = sheets.shown = part; });
      kept = document.getElementById('kept');
      if (kept) { kept.textContent = words; }
    }).catch(failed);
    piece('answer').then(function (part) {
      if (answer.shown === part) { return; }
      if (!part) {
        answer.innerHTML = heading;
        answer.shown = part;
        return;
      }
      var open = Array.prototype.map.call(answer.querySelectorAll('details'), function (d) { return d.open; });
      answer.innerHTML = answer.shown = part;
      answer.querySelectorAll('details').forEach(function (d, i) { if (open[i]) { d.open = true; } });
      window.addPictureTools();
      said.textContent = 'The answer rests on more simulated histories now.';
    }).catch(failed);
    look();
  }

  var said = document.getElementById('said'), events = null;

  function listen() {
    events = new EventSource('events');
    events.onmessage = hear;
    /* The browser goes on trying; what is said is taken back when it gets through. */
    events.onerror = function () { complain(GONE); };
  }

  function hear(event) {
    var state = JSON.parse(event.data);
    if (trouble.textContent === GONE) { complain(''); }
    progress.hidden = !state.running;
    bar.value = state.share;
    document.getElementById('bar-told').textContent = state.told;
    if (state.stale && !answer.classList.contains('stale')) {
      said.textContent = 'What is shown is from before the last change.';
    }
    answer.classList.toggle('stale', state.stale);
    if (state.version !== version) {
      version = state.version;
      show();
    }
  }

  /* A browser holds few lines open at once: a tab that nobody looks at holds none. */
  document.addEventListener('visibilitychange', function () {
    if (document.hidden) { events.close(); } else { listen(); }
  });
  listen();
}());
