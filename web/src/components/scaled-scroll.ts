// Scrolling through more than a browser lets an element be high (33 million pixels in Chromium, 17 in
// Firefox). Up to a bound the element is as high as its content. Beyond, dragging the scroll bar goes
// to the same share of the content, while the wheel, keys and fingers still move it pixel by pixel;
// once it rests, the scroll bar is put where the content is. Near its ends nothing is scaled: there the
// bar would move so little for the content that the end could hardly be reached.
//
// `top` is the element's, `offset` what has to be added for the place in the content.

const mostHigh = 3_000_000;
const nearEnd = 200_000;

export class ScaledScroll {
  content = 0;
  view = 0;
  offset = 0;
  private top = 0;

  constructor(private readonly most = mostHigh) {}

  /// How high the element is.
  get height(): number {
    return Math.min(this.content, this.most);
  }
  /// Where the content is that is at the top of the view.
  get place(): number {
    return Math.max(0, Math.min(this.top + this.offset, this.range));
  }

  /// Content or view have another size. The place stays where it can.
  resize(content: number, view: number): void {
    this.content = content;
    this.view = view;
    if (content <= this.most) this.offset = 0;
  }

  /// The element was scrolled.
  moved(top: number): void {
    const far = Math.abs(top - this.top) > 1.5 * Math.max(this.view, 200);
    this.top = top;
    if (this.content <= this.most) this.offset = 0;
    else if (far) this.offset = this.placeAt(top) - top;
  }

  /// Whether the scroll bar is at an end, and the content not.
  get stuck(): boolean {
    return (this.top <= 0 && this.place > 0) || (this.top >= this.topRange - 1 && this.place < this.range - 1);
  }

  /// Where the scroll bar belongs; what is seen stays. The element is to be scrolled there.
  settle(): number {
    return this.goTo(this.place);
  }

  /// Makes a place of the content the one at the top. The element is to be scrolled to what comes back.
  goTo(place: number): number {
    const to = Math.round(Math.max(0, Math.min(place, this.range)));
    this.top = this.topAt(to);
    this.offset = to - this.top;
    return this.top;
  }

  /// How far the content, and how far the element can be scrolled.
  private get range(): number {
    return Math.max(0, this.content - this.view);
  }
  private get topRange(): number {
    return Math.max(0, this.height - this.view);
  }

  private placeAt(top: number): number {
    if (this.content <= this.most || top <= nearEnd) return top;
    if (top >= this.topRange - nearEnd) return this.range - (this.topRange - top);
    return Math.round(nearEnd + ((top - nearEnd) / (this.topRange - 2 * nearEnd)) * (this.range - 2 * nearEnd));
  }
  private topAt(place: number): number {
    if (this.content <= this.most || place <= nearEnd) return place;
    if (place >= this.range - nearEnd) return this.topRange - (this.range - place);
    return Math.round(nearEnd + ((place - nearEnd) / (this.range - 2 * nearEnd)) * (this.topRange - 2 * nearEnd));
  }
}
