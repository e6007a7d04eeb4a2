"""The book of layers: order, laziness, what it stores."""

from __future__ import annotations

import pytest

from .. import CostingError, Layer, LayerBook, fifo
from .kit import D, LayerStore, Stock


def layer(key: int, quantity=1, value=10) -> Layer:
    return Layer(key, D(quantity), D(value))


def stored(count: int, chunk: int) -> LayerStore:
    store = LayerStore(chunk)
    store.layers = {key: layer(key) for key in range(1, count + 1)}
    return store


def keys(book: LayerBook) -> list[int]:
    return [row.key for row in book.open()]


class TestOrder:
    def test_closed_layers_are_left_out(self):
        assert keys(LayerBook.of([layer(3), layer(1), layer(2, 0, 0)])) == [1, 3]

    def test_a_layer_found_ahead_of_its_turn_keeps_its_place(self):
        book = stored(5, chunk=2).book()
        assert book.get([4]) == [layer(4)]
        assert keys(book) == [1, 2, 3, 4, 5]

    def test_a_new_layer_waits_for_the_stored_ones(self):
        store = stored(5, chunk=2)
        book = LayerBook(store._load, store._find, lambda: 6)
        book.add(D(1), D(10))
        assert keys(book) == [1, 2, 3, 4, 5, 6]

    def test_what_the_book_knows_is_newer_than_what_is_stored(self):
        book = stored(3, chunk=2).book()
        (second,) = book.get([2])
        book.put(layer(2, 7, 70))
        assert [row.quantity for row in book.open()] == [1, 7, 1]
        assert second.quantity == 1

    def test_a_closed_layer_that_is_reopened_is_back_in_its_place(self):
        store = stored(4, chunk=2)
        store.layers[2] = layer(2, 0, 0)
        book = store.book()
        assert keys(book) == [1, 3, 4]
        book.get([2])
        book.put(layer(2))
        assert keys(book) == [1, 2, 3, 4]

    def test_layers_change_while_they_are_walked(self):
        book = LayerBook.of([layer(key) for key in (1, 2, 3)])
        seen = []
        for row in book.open():
            seen.append(row.key)
            book.put(layer(row.key, 0, 0))
        assert seen == [1, 2, 3]
        assert keys(book) == []


class TestKeys:
    def test_own_keys_follow_the_greatest_stored_one(self):
        book = LayerBook.of([layer(7), layer(3)])
        assert book.add(D(1), D(1)).key == 8
        assert LayerBook().add(D(1), D(1)).key == 1

    def test_get_keeps_the_order_asked_for_and_skips_the_unknown(self):
        book = LayerBook.of([layer(key) for key in (1, 2, 3)])
        assert [row.key for row in book.get([3, 9, 1])] == [3, 1]

    def test_get_without_a_finder_knows_only_what_is_loaded(self):
        book = LayerBook(load=lambda after: [layer(1)] if not after else [])
        assert book.get([1]) == []
        assert keys(book) == [1]
        assert book.get([1]) == [layer(1)]

    def test_only_what_changed_is_to_be_stored(self):
        book = LayerBook.of([layer(1), layer(2)])
        list(book.open())
        assert book.changed == {}
        book.put(layer(2, 0, 0))
        assert list(book.changed) == [2]

    def test_a_loader_that_does_not_get_on_is_stopped(self):
        book = LayerBook(load=lambda after: [layer(1)])
        with pytest.raises(CostingError, match="layer 1 was loaded after 1"):
            keys(book)


class TestLaziness:
    @pytest.mark.parametrize(
        ("quantity", "loads"),
        [
            pytest.param(1, [10], id="part of the first chunk"),
            pytest.param(10, [10], id="just the first chunk"),
            pytest.param(11, [10, 10], id="one more"),
            pytest.param(25, [10, 10, 10], id="into the third"),
        ],
    )
    def test_an_issue_reads_no_more_than_it_consumes(self, quantity, loads):
        store, book, pool = self._thousand()
        outcome = fifo.issue(pool, D(quantity), book)
        assert len(outcome.takes) == quantity
        assert store.loads == loads
        assert len(book.changed) == quantity

    def test_many_small_issues_read_each_chunk_once(self):
        store, book, pool = self._thousand()
        for _ in range(30):
            pool = fifo.issue(pool, D(1), book).pool
        assert store.loads == [10, 10, 10]

    def test_a_receipt_on_top_of_stock_reads_nothing(self):
        store, book, pool = self._thousand()
        fifo.receive(pool, D(5), D(50), book)
        assert store.loads == []

    def test_nor_does_a_receipt_of_an_empty_pool(self):
        store = LayerStore()
        fifo.receive(Stock("fifo").pool, D(5), D(50), store.book())
        assert store.loads == []

    def test_a_return_out_of_its_own_layer_reads_just_that(self):
        store, book, pool = self._thousand()
        fifo.return_to_vendor(pool, D(1), book, origin=(700,))
        assert store.loads == []
        assert list(book.changed) == [700]

    def test_an_issue_undone_reads_no_other_layers(self):
        store, book, pool = self._thousand()
        issue = fifo.issue(pool, D(5), book)
        store.save(book)
        store.loads.clear()
        fifo.put_back(issue.pool, D(5), D(50), store.book(), issue.takes)
        assert store.loads == []

    @pytest.mark.parametrize(("received", "loads"), [(10, [10]), (11, [10, 10])])
    def test_a_receipt_reads_the_debts_that_it_settles(self, received, loads):
        store, book, pool = self._thousand(sign=-1)
        fifo.receive(pool, D(received), D(received * 10), book)
        assert store.loads == loads

    @staticmethod
    def _thousand(sign=1):
        store = LayerStore(chunk=10)
        store.layers = {key: layer(key, sign, sign * 10) for key in range(1, 1001)}
        store._keys = iter(range(1001, 2000))
        pool = Stock("fifo").pool
        return store, store.book(), type(pool)(D(1000) * sign, D(10000) * sign, D(10))
