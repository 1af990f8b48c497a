"""The images of an article as a tuple that shows itself in a notebook.

Apart from notebook.py because every article makes one: nothing is imported here until it is shown.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from newsproc._core import Image

    Base = tuple[Image, ...]
else:
    Base = tuple


class Images(Base):
    """What Article.images is: a tuple of Image, and in a notebook a gallery of them.

    >>> import newsproc
    >>> images = newsproc.parse("<p>a <img src=/b.png width=80 height=60>").images
    >>> len(images), images[0].src
    (1, '/b.png')
    >>> "<img" in images.to_html()
    False
    """

    __slots__ = ()

    def to_html(self, *, load: bool = False) -> str:
        """The gallery as HTML: for each image a box of its shape with its size, caption and address.

        load: also show the images themselves, which tells their hosts that somebody looks: those
        with an http or https address, and pictures within the address. By default nothing is
        fetched. There is never a script in it.

        >>> import newsproc
        >>> images = newsproc.parse('<img src="https://example.com/a.jpg" width=640 height=480>').images
        >>> "<img" in images.to_html(), "<img" in images.to_html(load=True)
        (False, True)
        """
        from newsproc.notebook import gallery_html

        return gallery_html(self, load=load)

    def _repr_html_(self) -> str:
        return self.to_html()
