/* Puts buttons below each picture: copy it with its title and caption, or save it. Without scripts the page lacks only these. */
(function () {
  'use strict';
  var SCALE = 2, MARGIN = 24, FONT = '"Open Sans", Arial, sans-serif';

  function lines(pen, text, room) {
    var all = [], line = '';
    text.split(/\s+/).forEach(function (word) {
      var longer = line ? line + ' ' + word : word;
      if (line && pen.measureText(longer).width > room) { all.push(line); line = word; } else { line = longer; }
    });
    if (line) { all.push(line); }
    return all;
  }

  function words(figure, part) {
    return document.getElementById(figure.id.replace(/-figure$/, part)).textContent;
  }

  /* The picture as PNG, twice as fine as on the page. */
  function painted(figure) {
    return new Promise(function (done, failed) {
      var svg = figure.querySelector('svg').cloneNode(true);
      var box = svg.getAttribute('viewBox').split(' ').map(Number);
      var width = box[2] / 10, height = box[3] / 10;
      svg.setAttribute('width', width);
      svg.setAttribute('height', height);
      svg.removeAttribute('class');
      var image = new Image();
      image.onerror = failed;
      image.onload = function () {
        var canvas = document.createElement('canvas'), pen = canvas.getContext('2d');
        var titled = '600 20px ' + FONT, captioned = '13px ' + FONT;
        pen.font = titled;
        var title = lines(pen, words(figure, '-title'), width);
        pen.font = captioned;
        var caption = lines(pen, words(figure, '-caption'), width);
        var top = MARGIN + title.length * 27 + 8;
        var whole = top + height + 14 + caption.length * 18 + MARGIN;
        canvas.width = (width + 2 * MARGIN) * SCALE;
        canvas.height = whole * SCALE;
        pen = canvas.getContext('2d');
        pen.scale(SCALE, SCALE);
        pen.fillStyle = '#fff';
        pen.fillRect(0, 0, width + 2 * MARGIN, whole);
        pen.fillStyle = '#0b0c0c';
        pen.font = titled;
        title.forEach(function (line, i) { pen.fillText(line, MARGIN, MARGIN + 19 + i * 27); });
        pen.drawImage(image, MARGIN, top, width, height);
        pen.fillStyle = '#505a5f';
        pen.font = captioned;
        caption.forEach(function (line, i) { pen.fillText(line, MARGIN, top + height + 26 + i * 18); });
        canvas.toBlob(function (blob) { if (blob) { done(blob); } else { failed(); } }, 'image/png');
      };
      image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(new XMLSerializer().serializeToString(svg));
    });
  }

  function save(figure, say) {
    return painted(figure).then(function (blob) {
      var link = document.createElement('a'), name = figure.id.replace(/-figure$/, '') + '.png';
      link.href = URL.createObjectURL(blob);
      link.download = name;
      document.body.appendChild(link);
      link.click();
      document.body.removeChild(link);
      setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
      say('Saved as ' + name + '.');
    });
  }

  function copy(figure, say) {
    if (!navigator.clipboard || !window.ClipboardItem) { return save(figure, say); }
    return navigator.clipboard.write([new ClipboardItem({ 'image/png': painted(figure) })]).then(
      function () { say('Copied.'); },
      function () { return save(figure, say); }
    );
  }

  function addTools(figure) {
    if (figure.parentNode.querySelector('.tools')) { return; }
    var tools = document.createElement('p'), status = document.createElement('span');
    tools.className = 'tools';
    status.setAttribute('role', 'status');
    [['Copy as picture', copy], ['Save as picture', save]].forEach(function (tool) {
      var button = document.createElement('button');
      button.type = 'button';
      button.textContent = tool[0];
      button.setAttribute('aria-describedby', figure.id.replace(/-figure$/, '-title'));
      button.addEventListener('click', function () {
        var say = function (text) { status.textContent = text; };
        say('');
        tool[1](figure, say).catch(function () { say('This browser cannot make a picture of it.'); });
      });
      tools.appendChild(button);
      tools.appendChild(document.createTextNode(' '));
    });
    tools.appendChild(status);
    figure.parentNode.appendChild(tools);
  }

  /* Pictures may come later, on a page that goes on. */
  window.addPictureTools = function () {
    Array.prototype.forEach.call(document.querySelectorAll('figure[id]'), addTools);
  };
  window.addPictureTools();
}());
